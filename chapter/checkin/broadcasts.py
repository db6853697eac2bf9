"""Broadcasts to the guests of an event that are due by the time: a reminder before it; on the next morning
thanks to those who came, and a note to those who did not (bookings.rules.reminders says when)."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from chapter import audit
from chapter.audit import Actor
from chapter.bookings import emails
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import reminders
from chapter.bookings.rules.reminders import MISSED, REMINDER, THANKS
from chapter.broadcasts.kinds import Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.scheduled import Occasion, ScheduledKind
from chapter.checkin.models import has_checkins
from chapter.events import thanks_question
from chapter.events.models import Event
from chapter.events.undo_window import is_settled
from chapter.events_office.broadcasts import EventBroadcast
from chapter.mail.rules import Letter
from chapter.people.salutation import salutations
from chapter.settings import queries as settings

RULE = Actor("rule", name="reminders")
FRESH = timedelta(hours=6)
"""Parties that got their seats this short before a reminder is due get none: they have a newer mail."""


class GuestBroadcast(ScheduledKind, EventBroadcast):
    """A mail to guests of an event that is due by the time; ``verb`` is the one in the log."""

    model = Event
    batch_size = 100
    verb: str

    def due(self, now: datetime) -> list[Occasion]:
        """The events for which it is due."""
        return [one for one in reminders.runs_due(settings.current(), now=now) if one.kind == self.name]

    def is_due(self, occasion: Occasion, record: Event, now: datetime) -> bool:
        """Whether it is, and the event's move or cancellation can't be undone any more."""
        due = reminders.runs_due_for(record, settings.current(), now=now)
        return occasion in due and is_settled(record)

    @abstractmethod
    def whom(self, broadcast: Broadcast) -> ColumnElement[bool]:
        """Which of the parties with seats it is for."""

    def recipients(self, broadcast: Broadcast) -> RecipientRows:
        """The parties with seats that it is for."""
        of_it = Rsvp.event_id == broadcast.record_id, bookings_queries.SEATED, self.whom(broadcast)
        columns = Rsvp.id, Rsvp.name, Rsvp.email, Rsvp.person_id, Rsvp.created_at
        return select(*columns).where(*of_it, Rsvp.erased_at.is_(None)).order_by(Rsvp.id)

    @abstractmethod
    def letter(self, event: Event) -> Letter:
        """The letter to all of them."""

    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The letter, with the salutation and the links of each of ``readers``."""
        letter, greetings = self.letter(self.event(broadcast)), salutations(readers)
        return [emails.personalized(letter, one.id, greetings[one.id]) for one in readers]

    def on_done(self, broadcast: Broadcast, now: datetime) -> None:
        """Record how many were written to."""
        after = {"parties": broadcast.reached, "due": broadcast.opened_at}
        audit.record(self.verb, self.event(broadcast), by=RULE, now=now, after=after)


class ReminderBroadcast(GuestBroadcast):
    """When and where it is, and a way to give the seats back."""

    name = mail = f"events.{REMINDER}"
    verb = "reminded"

    def title(self, broadcast: Broadcast) -> str:
        """The broadcast's title in the office."""
        return f"Reminder: {self.event(broadcast).title}"

    def whom(self, broadcast: Broadcast) -> ColumnElement[bool]:
        """Whoever has no newer mail."""
        return Rsvp.seated_at < broadcast.opened_at - FRESH

    def letter(self, event: Event) -> Letter:
        """The reminder."""
        return emails.reminder(event)


class ThanksBroadcast(GuestBroadcast):
    """Thanks, how it was, and one question more for those whom it concerns."""

    name = mail = f"events.{THANKS}"
    verb = "thanked"

    def title(self, broadcast: Broadcast) -> str:
        """The broadcast's title in the office."""
        return f"Thanks for coming: {self.event(broadcast).title}"

    def whom(self, _broadcast: Broadcast) -> ColumnElement[bool]:
        """Whoever came; everybody where no check-in was used."""
        return or_(Rsvp.came > 0, ~has_checkins(Rsvp.event_id))

    def letter(self, event: Event) -> Letter:
        """Thanks, without the question."""
        return emails.thanks(event)

    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """Thanks, with the question for those whom it concerns."""
        event = self.event(broadcast)
        question, asked = thanks_question.question_for(event, [one.id for one in readers])
        shorter, longer = self.letter(event), emails.thanks(event, question) if asked else None
        greetings = salutations(readers)
        return [
            emails.personalized(longer if longer and one.id in asked else shorter, one.id, greetings[one.id])
            for one in readers
        ]


class MissedBroadcast(GuestBroadcast):
    """A note to those who had a seat and did not come."""

    name = mail = f"events.{MISSED}"
    verb = "missed"

    def title(self, broadcast: Broadcast) -> str:
        """The broadcast's title in the office."""
        return f"No-shows: {self.event(broadcast).title}"

    def whom(self, _broadcast: Broadcast) -> ColumnElement[bool]:
        """Whoever did not come and had not said so, where check-in was used."""
        return and_(has_checkins(Rsvp.event_id), Rsvp.came == 0, Rsvp.excused_at.is_(None))

    def letter(self, event: Event) -> Letter:
        """The note."""
        return emails.missed(event)


KINDS = (ReminderBroadcast(), ThanksBroadcast(), MissedBroadcast())
