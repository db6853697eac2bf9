"""What happens to the shifts of an event that is moved, canceled, or takes place after all."""

from datetime import datetime

from sqlalchemy import select

from chapter.audit import Actor
from chapter.broadcasts.models import Broadcast
from chapter.events.hooks import EventHooks, PreviousDetails
from chapter.events.models import Event
from chapter.opportunities.rules import event_moves, opportunities, shift_changes
from chapter.shifts import queries
from chapter.shifts.models import EVENT, Opportunity, Shift
from chapter.shifts.rules import cancellations


def event_moved(
    event: Event, was: PreviousDetails, *, by: Actor, now: datetime, within: Broadcast | None
) -> None:
    """Move its shifts by as much in local time, and to its new venue those that were at the old one; the
    helpers of each shift that changed are notified with the guests."""
    shifts = _shifts(event, now)
    before = {shift.id: shift_changes.shift_before(shift) for shift in shifts}
    stood = event_moves.snapshot(shifts)
    for whole in {shift.opportunity for shift in shifts if shift.opportunity.place == was.place}:
        whole.place, whole.address = event.place, event.address
    delta = event.starts_wall - was.starts_wall
    opportunities.move_shifts_by(shifts, delta, before, zone=event.zone, by=by, now=now, within=within)
    if within is not None:
        event_moves.record_changes(within, stood, event_moves.snapshot(shifts))


def event_moved_back(event: Event, telling: Broadcast, *, by: Actor, now: datetime) -> None:
    """Put its shifts back to when and where they were before its move, which is undone; not those that
    somebody moved separately since then, or added."""
    shifts = _shifts(event, now)
    before = {shift.id: shift_changes.shift_before(shift) for shift in shifts}
    event_moves.restore_shifts(shifts, telling, zone=event.zone)
    opportunities.notify_moved(shifts, before, by=by, now=now)


def event_cancelled(event: Event, *, by: Actor, now: datetime, within: Broadcast | None) -> None:
    """Call off its shifts; the helpers' sign-ups end, and they are notified with the guests."""
    shifts = _shifts(event, now)
    if shifts:
        why = event.cancelled_why
        cancellations.cancel_shifts(
            shifts, event, why=why, cancelled_with=EVENT, by=by, now=now, within=within
        )


def event_revived(event: Event, at: datetime, *, by: Actor, now: datetime) -> str:
    """Revive the shifts that were called off with it, with their helpers; return what the page
    says of them."""
    return cancellations.revive_shifts(event, EVENT, at, by=by, now=now)


FOLLOWER = EventHooks(event_moved, event_moved_back, event_cancelled, event_revived)


def _shifts(event: Event, now: datetime) -> list[Shift]:
    return queries.shifts_of(select(Opportunity.id).where(Opportunity.event_id == event.id), since=now)
