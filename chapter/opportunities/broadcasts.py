"""What is told to many helpers at once (broadcasts.kinds): shifts that moved or are called off."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.moved import MovedBroadcastKind, told_in_between
from chapter.events.models import Event
from chapter.mail.rules import Letter
from chapter.opportunities import emails
from chapter.opportunities.rules import opportunities, shift_changes
from chapter.shifts.broadcasts import HelperBroadcast
from chapter.shifts.models import Opportunity, Shift, Signup
from chapter.shifts.rules import cancellations, reminders


class ShiftMovedBroadcast(HelperBroadcast, MovedBroadcastKind):
    """Another time or place of one shift."""

    name = mail = shift_changes.MOVED

    def shift(self, said: Broadcast) -> Shift:
        """The shift that moved."""
        return db.session.get_one(Shift, said.record_id)

    def title(self, said: Broadcast) -> str:
        """Which shift it is."""
        return f"New time or place: {self.shift(said).title}"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Those who take it, and those who stand by; who came after it had moved knows it as it is."""
        known = ("", self.where_and_when(said))
        return [one for one in self.all_recipients(said) if kinds.known_before(said.words, one) not in known]

    def where_and_when(self, said: Broadcast) -> str:
        """When and where the shift is."""
        return reminders.when_and_where(self.shift(said))

    def all_recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Those who take it, and those who stand by."""
        shift = self.shift(said)
        return shift_changes.readers([shift]).get(shift.id, [])

    def letters_from(
        self, said: Broadcast, readers: Sequence[Recipient], was: Mapping[int, str]
    ) -> Sequence[Letter]:
        """With a new calendar file."""
        return [emails.moved(signup, was[signup.id]) for signup in _signups(readers)]

    def page_url(self, said: Broadcast) -> str:
        """The office's page of it."""
        return url_for("opportunities_office.shift", public_id=self.shift(said).public_id)

    def begins_at(self, said: Broadcast) -> datetime | None:
        """When it begins, or was to begin: whichever comes first of what is ahead."""
        began, begins = datetime.fromisoformat(said.words["was_began"]), self.shift(said).starts_at
        return min((at for at in (began, begins) if at > said.opened_at), default=begins)

    def is_blocked(self, said: Broadcast) -> bool:
        """While it is called off, and that may be undone."""
        return cancellations.may_be_revived(self.shift(said))

    def is_needless(self, said: Broadcast, _now: datetime) -> bool:
        """Whether it is when and where it was, or does not take place."""
        shift = self.shift(said)
        return shift.cancelled_at is not None or self.where_and_when(said) == said.words["was"]

    def on_nobody_told(self, said: Broadcast, now: datetime) -> None:
        """Reminders are due as if nothing had been; who took it in between is told."""
        shift_changes.forget_change(self.shift(said), said)
        self.send_corrections(said, self.where_and_when(said), now)

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """Put the shift back as it was; who took it in between is told."""
        stood = self.where_and_when(said)
        shift_changes.undo_change(self.shift(said), said, now=now)
        return told_in_between(self.send_corrections(said, stood, now))


class OpportunityBroadcast(HelperBroadcast):
    """What is told about an opportunity."""

    def whole(self, said: Broadcast) -> Opportunity:
        """The opportunity that it is about."""
        return db.session.get_one(Opportunity, said.record_id)

    def page_url(self, said: Broadcast) -> str:
        """The office's page of it."""
        return url_for("opportunities_office.show", slug=self.whole(said).slug)


class PlaceChangedBroadcast(OpportunityBroadcast):
    """Another place of an opportunity: what the helpers of its shifts are told belongs to it."""

    name, mail = opportunities.PLACE, shift_changes.MOVED

    def title(self, said: Broadcast) -> str:
        """Which it is."""
        return f"New place: {self.whole(said).title}"

    def recipients(self, _telling: Broadcast) -> Sequence[Recipient]:
        """Nobody by itself: each shift has its own."""
        return []

    def letters(self, _telling: Broadcast, _readers: Sequence[Recipient]) -> Sequence[Letter]:
        """No mail by itself: each shift has its own."""
        return []

    def is_needless(self, said: Broadcast, _now: datetime) -> bool:
        """Whether it is at the place where it was."""
        whole = self.whole(said)
        return all(
            said.before.get(name, getattr(whole, name)) == getattr(whole, name)
            for name in ("place", "address")
        )

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """Put it back to the place where it was."""
        opportunities.undo_place_change(self.whole(said), said, by=by, now=now)
        return ""


class ShiftsCancelledBroadcast(HelperBroadcast):
    """Shifts that don’t take place: one, those of an opportunity, those of an event."""

    name = mail = cancellations.CALLED_OFF

    def title(self, said: Broadcast) -> str:
        """Which it is."""
        return f"Called off: {self._record(said).title}"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """Everybody whom it freed."""
        ended = cancellations.signups_ended_with(said).with_only_columns(
            Signup.id, Signup.name, Signup.email, Signup.person_id
        )
        return [Recipient(*row) for row in db.session.execute(ended.order_by(Signup.id))]

    def letters(self, _telling: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """That it is off, and why."""
        return [emails.called_off(signup) for signup in _signups(readers)]

    def page_url(self, said: Broadcast) -> str:
        """The page of what was called off."""
        record = self._record(said)
        if isinstance(record, Shift):
            return url_for("opportunities_office.shift", public_id=record.public_id)
        page = "opportunities_office.show" if isinstance(record, Opportunity) else "events_office.show"
        return url_for(page, slug=record.slug)

    def begins_at(self, said: Broadcast) -> datetime | None:
        """When the first of them begins."""
        first = cancellations.signups_ended_with(said).join(Shift, Shift.id == Signup.shift_id)
        return db.first(first.with_only_columns(Shift.starts_at).order_by(Shift.starts_at))

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """They take place, with everybody who was in them."""
        record = self._record(said)
        if isinstance(record, Opportunity):
            return opportunities.revive(record, by=by, now=now)
        return cancellations.revive_shifts(
            record, said.words["with"], datetime.fromisoformat(said.words["at"]), by=by, now=now
        )

    def _record(self, said: Broadcast) -> Shift | Opportunity | Event:
        models: dict[str, Any] = {one.__tablename__: one for one in (Shift, Opportunity, Event)}
        found: Shift | Opportunity | Event = db.session.get_one(models[said.record_kind], said.record_id)
        return found


def _signups(readers: Sequence[Recipient]) -> list[Signup]:
    """Their sign-ups with shift and opportunity, in their order."""
    ids = [one.id for one in readers]
    loading = joinedload(Signup.shift)
    found = db.session.scalars(select(Signup).options(loading).where(Signup.id.in_(ids)))
    by_id = {signup.id: signup for signup in found}
    return [by_id[number] for number in ids]


KINDS = (ShiftMovedBroadcast(), PlaceChangedBroadcast(), ShiftsCancelledBroadcast())
