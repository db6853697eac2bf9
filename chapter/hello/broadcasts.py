"""Broadcasts about hellos: many are asked to meet a guest; to whom a guest says hello, on the day; whom they
met, the next morning. Where a chapter thanks those who came, the thanks asks it, since it promises that no
second mail comes."""

from abc import abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.rules.reminders import THANKS
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.kinds import Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.scheduled import Occasion, ScheduledKind
from chapter.events.models import Event
from chapter.events.thanks_question import Question
from chapter.events.undo_window import is_settled
from chapter.events_office.broadcasts import EventBroadcast
from chapter.hello import emails, suggestions
from chapter.hello.models.companions import Companion
from chapter.hello.queries import companion_search, hellos, meeting_limit
from chapter.hello.rules import assignments, companions, schedule
from chapter.hello.rules.request_timing import COMPANIONS_ASKED
from chapter.mail.rules import Letter
from chapter.people.models import Person
from chapter.settings import queries as settings

PARTY = Rsvp.id, Rsvp.name, Rsvp.email, Rsvp.person_id


class CompanionsAskedBroadcast(EventBroadcast):
    """Asks people whether they would meet a guest."""

    name = mail = COMPANIONS_ASKED

    def title(self, broadcast: Broadcast) -> str:
        """The title: people are asked to meet a guest, and at which event."""
        return f"Greeter requests: {self.event(broadcast).title}"

    def recipients(self, broadcast: Broadcast) -> RecipientRows:
        """The people asked who have not answered yet."""
        asked = companion_search.unanswered_in(broadcast).join(Companion.person)
        return asked.with_only_columns(Companion.id, Person.name, Person.email, Companion.person_id)

    def is_blocked(self, broadcast: Broadcast) -> bool:
        """Whether a move or cancellation of the event may still be undone: the letter names the date."""
        return not is_settled(self.event(broadcast))

    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """One letter for each reader, about the guest whom they are asked to meet."""
        by_id = {one.id: one for one in db.session.scalars(companion_search.unanswered_in(broadcast))}
        return [emails.companion_asked(by_id[reader.id]) for reader in readers]

    def page_url(self, broadcast: Broadcast) -> str:
        """The office's page of greeters and guests."""
        return url_for("hello_office.companions_page", slug=self.event(broadcast).slug)

    def is_needless(self, broadcast: Broadcast, now: datetime) -> bool:
        """Whether the event does not take place, or has begun."""
        event = self.event(broadcast)
        return event.cancelled_at is not None or now >= event.starts_at

    def why_dropped(self, broadcast: Broadcast, _now: datetime) -> str:
        """Withdraw the requests that were not mailed; return the sentence that says why."""
        left = companions.withdraw_unsent(broadcast)
        why = "was canceled" if self.event(broadcast).cancelled_at is not None else "started"
        return (
            f"{self.event(broadcast).title} {why} before these emails were sent, so nobody got them."
            if left
            else ""
        )

    def revert(self, broadcast: Broadcast, *, by: Actor, now: datetime) -> str:
        """Withdraw the requests that were not mailed: those people were never asked."""
        companions.withdraw_unsent(broadcast)
        return ""


class HellosBroadcast(ScheduledKind, EventBroadcast):
    """A mail about hellos that is due by the time; an event that is moved gets it once for each day."""

    model = Event
    batch_size = 25

    def due(self, now: datetime) -> list[Occasion]:
        """The events that are near and for which it is due."""
        near = hellos.events_near(now - schedule.ASKED_UNTIL, now + timedelta(days=2))
        found = ((event, self.due_at(event, now)) for event in near if not event.draft)
        return [Occasion(self.name, event.id, at) for event, at in found if at is not None]

    def is_due(self, occasion: Occasion, record: Event, now: datetime) -> bool:
        """Whether it is, and the event's move or cancellation can't be undone any more."""
        takes_place = record.cancelled_at is None and not record.draft
        return takes_place and is_settled(record) and self.due_at(record, now) == occasion.at

    @abstractmethod
    def due_at(self, event: Event, now: datetime) -> datetime | None:
        """Since when it is due for ``event``, which takes place; None while it is not."""

    @abstractmethod
    def letter(self, rsvp: Rsvp) -> Letter | None:
        """The letter to one party; None when there is nothing to say."""

    def letters(self, _broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter | None]:
        """The letters to these parties."""
        theirs = db.session.scalars(select(Rsvp).where(Rsvp.id.in_([one.id for one in readers])))
        by_id = {rsvp.id: rsvp for rsvp in theirs}
        return [self.letter(by_id[one.id]) for one in readers]


class SayHelloBroadcast(HellosBroadcast):
    """To whom a guest says hello, on the day. It names no more people than are left of the reader's limit of
    three."""

    name = mail = meeting_limit.SAY_HELLO

    def title(self, broadcast: Broadcast) -> str:
        """The title, with the event."""
        return f"Who to say hello to: {self.event(broadcast).title}"

    def due_at(self, event: Event, now: datetime) -> datetime | None:
        """From the morning of the event until it begins."""
        at = schedule.hellos_at(event)
        return at if at <= now < event.starts_at else None

    def recipients(self, broadcast: Broadcast) -> RecipientRows:
        """The guests who ticked that they want to be shown."""
        return hellos.parties_of(broadcast.record_id).with_only_columns(*PARTY)

    def on_batch(self, broadcast: Broadcast, _readers: Sequence[Recipient], now: datetime) -> None:
        """End the hellos that go beyond somebody's limit."""
        assignments.trim(self.event(broadcast), now=now)

    def letter(self, rsvp: Rsvp) -> Letter | None:
        """To whom this party says hello; None when that is nobody."""
        told = suggestions.suggestions_for(rsvp, hellos.hellos_of(rsvp))
        return emails.say_hello(rsvp, told) if told else None


class WhomTheyMetBroadcast(HellosBroadcast):
    """Asks the next morning whom a guest met."""

    name = mail = "hello.whom_you_met"

    def title(self, broadcast: Broadcast) -> str:
        """The title, with the event."""
        return f"Who guests met: {self.event(broadcast).title}"

    def due_at(self, event: Event, now: datetime) -> datetime | None:
        """From the next morning on, for some days, unless the thanks asks it."""
        at = schedule.asked_at(event)
        asked = now >= event.starts_at and at <= now < event.ends_at + schedule.ASKED_UNTIL
        return at if asked and not _thanked(event) else None

    def recipients(self, broadcast: Broadcast) -> RecipientRows:
        """Those who want to be shown and came, where check-in was used."""
        return hellos.parties_of(broadcast.record_id, in_only=True).with_only_columns(*PARTY)

    def letter(self, rsvp: Rsvp) -> Letter | None:
        """The question, which holds only a link."""
        return emails.whom_you_met(rsvp)


def asked_whom_they_met(event: Event, rsvp_ids: Collection[int]) -> set[int]:
    """Those of these bookings that are asked whom they met."""
    asked = hellos.parties_of(event.id, in_only=True).with_only_columns(Rsvp.id)
    return set(db.session.scalars(asked.where(Rsvp.id.in_(rsvp_ids))))


MEETINGS_QUESTION = Question(
    "Say who you met, and what you promised", "Nobody else can see what you enter there, not even us.",
    emails.MET_LINK, asked_whom_they_met,
)  # fmt: skip


def _thanked(event: Event) -> bool:
    """Whether the thanks for this event were mailed, or will be."""
    begun = broadcasts_queries.has_begun(f"events.{THANKS}", Event, event.id)
    return settings.current().thanks or bool(db.session.scalar(select(begun)))


KINDS = (CompanionsAskedBroadcast(), SayHelloBroadcast(), WhomTheyMetBroadcast())
