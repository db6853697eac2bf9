"""What broadcasts to helpers have in common, and the mails about a seat at the time of a shift."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.viewer import Viewer, volunteer_leads
from chapter.broadcasts.kinds import BroadcastKind, Recipient
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.shifts.models import Signup
from chapter.shifts.rules import seat_conflicts


class HelperBroadcast(BroadcastKind):
    """A broadcast to helpers, managed by those who lead volunteers."""

    def may_manage(self, viewer: Viewer, _said: Broadcast) -> bool:
        """Whether the viewer leads volunteers."""
        return volunteer_leads.includes(viewer)


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


ROLLING = (SeatConflicts(),)
