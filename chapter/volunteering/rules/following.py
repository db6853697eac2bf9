"""What becomes of helpers when the event that they help at is moved or cancelled."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.events.followers import Follower, Was
from chapter.events.models import Event
from chapter.volunteering import queries
from chapter.volunteering.models import EVENT, Opportunity, Shift
from chapter.volunteering.rules import making, telling


def event_moved(event: Event, was: Was, *, by: Actor, now: datetime) -> None:
    """Its shifts move by as much on the clock of its place, and to its new place those that were at the old
    one; the helpers of each shift that is another now are told."""
    shifts = _shifts(event, now)
    told = {shift.id: telling.when_and_where(shift) for shift in shifts}
    for whole in {shift.opportunity for shift in shifts if shift.opportunity.place == was.place}:
        whole.place, whole.address = event.place, event.address
    delta = event.starts_wall - was.starts_wall
    making.move_by(shifts, delta, told, zone=event.zone, by=by, now=now)


def event_cancelled(event: Event, *, by: Actor, now: datetime) -> None:
    """Its shifts are called off; its helpers are told, and free."""
    making.call_off(_shifts(event, now), why=event.cancelled_why, cancelled_with=EVENT, by=by, now=now)


FOLLOWER = Follower(event_moved, event_cancelled)


def _shifts(event: Event, now: datetime) -> list[Shift]:
    whole = select(Opportunity.id).where(Opportunity.event_id == event.id)
    return queries.shifts_of(list(db.session.scalars(whole)), since=now)
