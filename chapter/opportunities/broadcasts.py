"""Broadcasts to helpers (broadcasts.kinds): shifts that moved or are called off."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import false

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.moved import MovedBroadcastKind, told_in_between
from chapter.broadcasts.scheduled import Occasion, ScheduledKind
from chapter.events.models import Event
from chapter.mail.rules import Letter
from chapter.opportunities import emails
from chapter.opportunities.rules import opportunities, shift_changes
from chapter.settings import queries as settings
from chapter.shifts import emails as shift_emails
from chapter.shifts.broadcasts import HelperBroadcast, signups_of
from chapter.shifts.models import Opportunity, Shift, Signup
from chapter.shifts.rules import cancellations, reminders


class ShiftMovedBroadcast(HelperBroadcast, MovedBroadcastKind):
    """Announces another time or place of one shift."""

    name = mail = shift_changes.MOVED

    def shift(self, said: Broadcast) -> Shift:
        """The shift that moved."""
        return db.session.get_one(Shift, said.record_id)

    def title(self, said: Broadcast) -> str:
        """The title, with the shift."""
        return f"New time or place: {self.shift(said).title}"

    def recipients(self, said: Broadcast) -> RecipientRows:
        """Helpers and backups who know another time or place; not those who signed up after the move."""
        was = kinds.known_before_in_sql(said.payload, Signup.created_at)
        return self.all_recipients(said).where(was.not_in(("", self.where_and_when(said))))

    def where_and_when(self, said: Broadcast) -> str:
        """When and where the shift is, as one line."""
        return reminders.when_and_where(self.shift(said))

    def all_recipients(self, said: Broadcast) -> RecipientRows:
        """Everybody who takes the shift or is a backup."""
        return shift_changes.readers(Signup.shift_id == said.record_id)

    def letters_from(
        self, said: Broadcast, readers: Sequence[Recipient], was: Mapping[int, str]
    ) -> Sequence[Letter]:
        """The letters, with a new calendar file."""
        return [emails.moved(signup, was[signup.id]) for signup in signups_of(readers)]

    def page_url(self, said: Broadcast) -> str:
        """The office's page of the shift."""
        return url_for("opportunities_office.shift", public_id=self.shift(said).public_id)

    def begins_at(self, said: Broadcast) -> datetime | None:
        """The earlier of the old and the new begin that was still ahead; the new one when neither was."""
        began, begins = datetime.fromisoformat(said.payload["was_began"]), self.shift(said).starts_at
        return min((at for at in (began, begins) if at > said.opened_at), default=begins)

    def is_blocked(self, said: Broadcast) -> bool:
        """Whether the shift is called off and that may still be undone."""
        return cancellations.may_be_revived(self.shift(said))

    def is_needless(self, said: Broadcast, _now: datetime) -> bool:
        """Whether the shift is when and where it was, or does not take place."""
        shift = self.shift(said)
        return shift.cancelled_at is not None or self.where_and_when(said) == said.payload["was"]

    def on_nobody_told(self, said: Broadcast, now: datetime) -> None:
        """Schedule reminders as if it had not moved; notify whoever signed up in between."""
        shift_changes.forget_change(self.shift(said), said)
        self.send_corrections(said, self.where_and_when(said), now)

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """Put the shift back as it was; notify whoever signed up in between."""
        stood = self.where_and_when(said)
        shift_changes.undo_change(self.shift(said), said)
        return told_in_between(self.send_corrections(said, stood, now))


class OpportunityBroadcast(HelperBroadcast):
    """A broadcast about an opportunity."""

    def whole(self, said: Broadcast) -> Opportunity:
        """The opportunity."""
        return db.session.get_one(Opportunity, said.record_id)

    def page_url(self, said: Broadcast) -> str:
        """The office's page of the opportunity."""
        return url_for("opportunities_office.show", slug=self.whole(said).slug)


class PlaceChangedBroadcast(OpportunityBroadcast):
    """Another venue of an opportunity: the broadcasts of its shifts belong to it."""

    name, mail = opportunities.PLACE, shift_changes.MOVED

    def title(self, said: Broadcast) -> str:
        """The title, with the opportunity."""
        return f"New place: {self.whole(said).title}"

    def recipients(self, _telling: Broadcast) -> RecipientRows:
        """Nobody: each shift has its own broadcast."""
        return shift_changes.readers(false())

    def letters(self, _telling: Broadcast, _readers: Sequence[Recipient]) -> Sequence[Letter]:
        """None: each shift has its own broadcast."""
        return []

    def is_needless(self, said: Broadcast, _now: datetime) -> bool:
        """Whether the opportunity is at its previous venue."""
        whole = self.whole(said)
        return all(
            said.before.get(name, getattr(whole, name)) == getattr(whole, name)
            for name in ("place", "address")
        )

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """Put the opportunity back to its previous venue."""
        opportunities.undo_place_change(self.whole(said), said, by=by, now=now)
        return ""


class ShiftsCancelledBroadcast(HelperBroadcast):
    """Shifts that are called off: one, those of an opportunity, those of an event."""

    name = mail = cancellations.CALLED_OFF

    def title(self, said: Broadcast) -> str:
        """The title, with what was called off."""
        return f"Canceled: {self._record(said).title}"

    def recipients(self, said: Broadcast) -> RecipientRows:
        """Everybody whose sign-up it ended."""
        columns = Signup.id, Signup.name, Signup.email, Signup.person_id
        return cancellations.signups_ended_with(said).with_only_columns(*columns).order_by(Signup.id)

    def letters(self, _telling: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """Letters that the shift is off, and why."""
        return [emails.called_off(signup) for signup in signups_of(readers)]

    def page_url(self, said: Broadcast) -> str:
        """The office's page of the shift, opportunity or event that was called off."""
        record = self._record(said)
        if isinstance(record, Shift):
            return url_for("opportunities_office.shift", public_id=record.public_id)
        page = "opportunities_office.show" if isinstance(record, Opportunity) else "events_office.show"
        return url_for(page, slug=record.slug)

    def begins_at(self, said: Broadcast) -> datetime | None:
        """When the first of the shifts begins; None when no sign-up ended."""
        first = cancellations.signups_ended_with(said).join(Shift, Shift.id == Signup.shift_id)
        return db.first(first.with_only_columns(Shift.starts_at).order_by(Shift.starts_at))

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """Revive the shifts, with everybody who was in them."""
        record = self._record(said)
        if isinstance(record, Opportunity):
            return opportunities.revive(record, by=by, now=now)
        return cancellations.revive_shifts(
            record, said.payload["with"], datetime.fromisoformat(said.payload["at"]), by=by, now=now
        )

    def _record(self, said: Broadcast) -> Shift | Opportunity | Event:
        models: dict[str, Any] = {one.__tablename__: one for one in (Shift, Opportunity, Event)}
        found: Shift | Opportunity | Event = db.session.get_one(models[said.record_kind], said.record_id)
        return found


class ShiftReminderBroadcast(ScheduledKind, HelperBroadcast):
    """Reminds the helpers of a shift."""

    name = mail = reminders.REMINDER
    model = Shift

    def title(self, said: Broadcast) -> str:
        """The title, with the shift."""
        return f"Reminder: {self.shift(said).title}"

    def shift(self, said: Broadcast) -> Shift:
        """The shift."""
        return db.session.get_one(Shift, said.record_id)

    def due(self, now: datetime) -> list[Occasion]:
        """The shifts that are soon."""
        return reminders.reminders_due(settings.current(), now=now)

    def is_due(self, occasion: Occasion, record: Shift, now: datetime) -> bool:
        """Whether it is, and the move of the shift can't be undone any more."""
        return reminders.is_due(record, occasion.at, settings.current(), now=now)

    def recipients(self, said: Broadcast) -> RecipientRows:
        """Whoever has the shift and no newer mail."""
        return reminders.readers(said.record_id, said.opened_at)

    def letters(self, _said: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The reminders, with a calendar file."""
        return [shift_emails.reminder(signup) for signup in signups_of(readers)]

    def page_url(self, said: Broadcast) -> str:
        """The office's page of the shift."""
        return url_for("opportunities_office.shift", public_id=self.shift(said).public_id)


KINDS = (ShiftReminderBroadcast(), ShiftMovedBroadcast(), PlaceChangedBroadcast(), ShiftsCancelledBroadcast())
