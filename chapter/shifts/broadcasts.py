"""What broadcasts to helpers have in common, and the reminder before a shift."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.viewer import Viewer, volunteer_leads
from chapter.broadcasts.kinds import BroadcastKind, Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.broadcasts.scheduled import Occasion, ScheduledKind
from chapter.mail.rules import Letter
from chapter.settings import queries as settings
from chapter.shifts import emails
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import reminders, seat_conflicts


class HelperBroadcast(BroadcastKind):
    """A broadcast to helpers, managed by those who lead volunteers."""

    def may_manage(self, viewer: Viewer, _said: Broadcast) -> bool:
        """Whether the viewer leads volunteers."""
        return volunteer_leads.includes(viewer)


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
        return [emails.reminder(signup) for signup in signups_of(readers)]

    def page_url(self, said: Broadcast) -> str:
        """The office's page of the shift."""
        return url_for("opportunities_office.shift", public_id=self.shift(said).public_id)


class SeatConflicts(RollingKind):
    """Tells whoever booked a seat at the time of their shift."""

    name = "volunteering.also_there"
    batch_size = 25

    def due(self, now: datetime) -> Iterable[DueMail]:
        """The next of them."""
        return seat_conflicts.conflicts_due(now)


def signups_of(readers: Sequence[Recipient]) -> list[Signup]:
    """Their sign-ups with shift and opportunity, in their order."""
    ids = [one.id for one in readers]
    loading = joinedload(Signup.shift)
    found = db.session.scalars(select(Signup).options(loading).where(Signup.id.in_(ids)))
    by_id = {signup.id: signup for signup in found}
    return [by_id[number] for number in ids]


KINDS = (ShiftReminderBroadcast(),)
ROLLING = (SeatConflicts(),)
