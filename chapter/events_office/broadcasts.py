"""Broadcasts to an event's guests (broadcasts.kinds): that it moved, that it is cancelled, a message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from flask import url_for

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import waitlist
from chapter.broadcasts import kinds
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.kinds import BroadcastKind, Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.moved import MovedBroadcastKind, told_in_between
from chapter.events import queries, structured_data
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events.undo_window import CALLED_OFF, MOVED
from chapter.events_office import emails as events_office_emails
from chapter.events_office.rules import messages, undo, zone_law
from chapter.mail.rules import Letter

WHEN_AND_WHERE = {"starts_wall", "ends_wall", "zone", "place", "address", "online_url"}


class EventBroadcast(BroadcastKind):
    """A broadcast about an event, by those who manage it."""

    def event(self, telling: Broadcast) -> Event:
        """The event that ``telling`` is about."""
        return db.session.get_one(Event, telling.record_id)

    def recipients(self, telling: Broadcast) -> RecipientRows:
        """The parties that come and those that wait."""
        return messages.recipients(self.event(telling), messages.BOTH)

    def page_url(self, telling: Broadcast) -> str:
        """The event's page in the office."""
        return url_for("events_office.show", slug=self.event(telling).slug)

    def may_manage(self, viewer: Viewer, telling: Broadcast) -> bool:
        """Whether ``viewer`` manages the event."""
        return db.first(queries.managed_by(viewer).where(Event.id == telling.record_id)) is not None

    def begins_at(self, telling: Broadcast) -> datetime | None:
        """When the event begins: the broadcast must leave before."""
        return self.event(telling).starts_at


class UncancelledBroadcast(EventBroadcast):
    """A broadcast that waits while the event is cancelled and that may be undone."""

    def is_blocked(self, telling: Broadcast) -> bool:
        """Whether the event is cancelled, and that may still be undone."""
        return db.first(broadcasts_queries.held_about(self.event(telling), CALLED_OFF)) is not None


class MessageBroadcast(UncancelledBroadcast):
    """A message from the office in its own words."""

    name = mail = messages.MESSAGE

    def title(self, telling: Broadcast) -> str:
        """The subject of the message."""
        return f"“{telling.payload['subject']}”"

    def recipients(self, telling: Broadcast) -> RecipientRows:
        """The parties that the message is meant for: those that come, those that wait, or both."""
        return messages.recipients(self.event(telling), telling.payload["to"])

    def letters(self, telling: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The message as a letter to each of ``readers``."""
        event, subject, text = self.event(telling), telling.payload["subject"], telling.payload["text"]
        return messages.letters_of(
            event, readers, lambda coming: events_office_emails.message(event, subject, text, coming=coming)
        )

    def is_needless(self, telling: Broadcast, _now: datetime) -> bool:
        """Whether the event was cancelled since it was written, or is no longer cancelled."""
        canceled = self.event(telling).cancelled_at is not None
        return canceled is not bool(telling.payload.get("canceled"))

    def why_dropped(self, telling: Broadcast, _now: datetime) -> str:
        """Why the message was not sent, so that whoever wrote it can write again."""
        event = self.event(telling)
        why = "was canceled" if event.cancelled_at is not None else "was restored"
        to = "it was not sent" if not telling.reached else f"only {telling.reached:,} of them got it"
        return (
            f"{event.title} {why} before this email was sent, so {to}. Write it again if you still need it."
        )


class MoveBroadcast(UncancelledBroadcast, MovedBroadcastKind):
    """A new time or place, from the first change to the last."""

    name = mail = MOVED

    def title(self, telling: Broadcast) -> str:
        """The broadcast's title in the office."""
        return f"New date or place: {self.event(telling).title}"

    def recipients(self, telling: Broadcast) -> RecipientRows:
        """The parties whose time or place is new: those that come and wait; if only the link changed, those
        that come."""
        changed = self._changed(telling)
        to = messages.COMING if changed == {"online_url"} else messages.BOTH
        was = kinds.known_before_in_sql(telling.payload, Rsvp.created_at)
        old = {""} if "online_url" in changed else {"", self.where_and_when(telling)}
        return messages.recipients(self.event(telling), to).where(was.not_in(old))

    def where_and_when(self, telling: Broadcast) -> str:
        """When and where the event is now."""
        return structured_data.when_and_where(self.event(telling))

    def all_recipients(self, telling: Broadcast) -> RecipientRows:
        """The parties that come and those that wait."""
        return messages.recipients(self.event(telling), messages.BOTH)

    def letters_from(
        self, telling: Broadcast, readers: Sequence[Recipient], was: Mapping[int, str]
    ) -> Sequence[Letter]:
        """The letter to each of ``readers``, with the reason, where one was given."""
        event, why = self.event(telling), telling.payload.get("why", "")
        return _by_what_they_know(
            event,
            readers,
            was,
            lambda was, coming: events_office_emails.moved(event, was, why, coming=coming),
        )

    def begins_at(self, telling: Broadcast) -> datetime | None:
        """When it begins, or was to begin: the earlier of the two that was still ahead."""
        began = datetime.fromisoformat(telling.payload["was_starts_at"])
        now_begins = self.event(telling).starts_at
        return min((at for at in (began, now_begins) if at > telling.opened_at), default=now_begins)

    def is_needless(self, telling: Broadcast, _now: datetime) -> bool:
        """Whether it is again where and when it was, or does not take place."""
        return self.event(telling).cancelled_at is not None or not self._changed(telling)

    def on_begin(self, telling: Broadcast, now: datetime) -> None:
        """When sending begins: end offers by the new time, and let the waitlist move."""
        event = self.event(telling)
        waitlist.shorten_offers(event)
        waitlist.promote(event, now=now)

    def on_nobody_told(self, telling: Broadcast, now: datetime) -> None:
        """Let reminders be due as if nothing had changed; send corrections to guests who booked in
        between."""
        undo.forget_move(self.event(telling), telling)
        self.send_corrections(telling, self.where_and_when(telling), now)

    def revert(self, telling: Broadcast, *, by: Actor, now: datetime) -> str:
        """Undo the move, and send corrections to guests who booked in between; a sentence about them."""
        stood = self.where_and_when(telling)
        undo.move_back(self.event(telling), telling, by=by, now=now)
        return told_in_between(self.send_corrections(telling, stood, now))

    def _changed(self, telling: Broadcast) -> set[str]:
        here: dict[str, Any] = asdict(lifecycle.details_of(self.event(telling)))
        plain = {name: v.isoformat() if isinstance(v, datetime) else v for name, v in here.items()}
        return {
            name for name in WHEN_AND_WHERE & telling.before.keys() if telling.before[name] != plain[name]
        }


class CancellationBroadcast(EventBroadcast):
    """The broadcast that an event does not take place."""

    name = mail = CALLED_OFF

    def title(self, telling: Broadcast) -> str:
        """The broadcast's title in the office."""
        return f"Canceled: {self.event(telling).title}"

    def letters(self, telling: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """That it is cancelled, and why; and when it was to be, for guests who were never notified of a
        move."""
        event, move = self.event(telling), telling.payload.get("move", self._move(telling))
        was = {
            one.id: kinds.known_before(move, one) if move and one.id > move["told_to"] else ""
            for one in readers
        }
        return _by_what_they_know(
            event,
            readers,
            was,
            lambda was, coming: events_office_emails.called_off(event, coming=coming, was=was),
        )

    def on_begin(self, telling: Broadcast, now: datetime) -> None:
        """Save the words of an unfinished move for every letter: nobody will be notified of it any more."""
        telling.payload = {**telling.payload, "move": self._move(telling)}

    def revert(self, telling: Broadcast, *, by: Actor, now: datetime) -> str:
        """Undo the cancellation; the sentence for the page."""
        return undo.revive(self.event(telling), by=by, now=now)

    def _move(self, telling: Broadcast) -> dict[str, Any]:
        """How it was before a move of which not all guests were notified; ``told_to``: the last booking that
        was. Empty without such a move."""
        moved = db.first(broadcasts_queries.unfinished_about(self.event(telling), MOVED))
        if moved is None:
            return {}
        was: dict[str, Any] = {
            name: moved.payload[name] for name in ("was", "steps") if name in moved.payload
        }
        return {**was, "told_to": moved.last_id}


def _by_what_they_know(
    event: Event, readers: Sequence[Recipient], was: Mapping[int, str], letter: Callable[[str, bool], Letter]
) -> list[Letter]:
    """The letter of each of ``readers``, in order; ``letter`` writes it for those who know the event as it
    ``was``, by booking id, and have seats, or wait."""
    written: dict[int, Letter] = {}
    for known in set(was.values()):
        theirs = [one for one in readers if was[one.id] == known]
        letters = messages.letters_of(event, theirs, partial(letter, known))
        written.update(zip([one.id for one in theirs], letters, strict=True))
    return [written[one.id] for one in readers]


class ZoneLawBroadcast(EventBroadcast):
    """That the law of the time zone has changed, with a new calendar file; nobody is asked before."""

    name = mail = zone_law.ZONE_LAW

    def title(self, telling: Broadcast) -> str:
        """The broadcast's title in the office."""
        return f"New time zone rules: {self.event(telling).title}"

    def recipients(self, telling: Broadcast) -> RecipientRows:
        """The parties that come."""
        return messages.recipients(self.event(telling), messages.COMING)

    def letters(self, telling: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The letter to each of ``readers``."""
        event = self.event(telling)
        return messages.letters_of(event, readers, lambda _coming: events_office_emails.zone_law(event))


KINDS = (MessageBroadcast(), MoveBroadcast(), CancellationBroadcast(), ZoneLawBroadcast())
