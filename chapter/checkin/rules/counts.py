"""What follows from the check-in events (``moves``): who of a party is in, and whether a walk-in has its
seats.

Nobody booked for a walk-in, so its seats follow its check-in events: when the one that let it in is taken
back, they are free again, and the party does not count as absent. Like who came, that follows from the events
alone: one that arrives late gives the seats again. It ends once an operator has given the party seats: those
stay. What check-in adds to a booking follows its events as well (`seats`).
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings.models import TAKEN_BACK, Rsvp
from chapter.bookings.rules import email_verification, endings, waitlist
from chapter.checkin.models import CheckinEvent
from chapter.checkin.queries import seats_follow_checkins
from chapter.checkin.rules import seats
from chapter.claims import attendance


def recount(moved: Mapping[int, Rsvp], *, by: Actor, now: datetime) -> set[int]:
    """Compute anew who came, for each party in ``moved``. Their event is locked.

    Returns the ids of those that were given seats, since more of them are inside than had one.
    """
    if not moved:
        return set()
    db.session.flush()
    moves: dict[int, list[CheckinEvent]] = defaultdict(list)
    for move in db.session.scalars(select(CheckinEvent).where(CheckinEvent.rsvp_id.in_(moved))):
        moves[move.rsvp_id].append(move)
    return {rsvp_id for rsvp_id, rsvp in moved.items() if _recount(rsvp, moves[rsvp_id], by, now)}


def _recount(rsvp: Rsvp, moves: list[CheckinEvent], by: Actor, now: datetime) -> bool:
    came = attendance.attendance_from(moves)
    rsvp.came, rsvp.came_at = came.count, came.first_at
    if rsvp.came:
        email_verification.prove_at_door(rsvp, now=now)
    given = _more_or_less(rsvp, moves) and seats.follow_checkins(rsvp, by=by, now=now)
    if seats_follow_checkins(rsvp, moves):
        _seats_follow(rsvp, by, now)
    return given


def _more_or_less(rsvp: Rsvp, moves: list[CheckinEvent]) -> bool:
    """Whether its seats may have to change: more are inside than have one, or something was taken back."""
    inside = rsvp.came if rsvp.going else 0
    return rsvp.came > inside or inside > rsvp.party_size or any(move.undoes for move in moves)


def _seats_follow(rsvp: Rsvp, by: Actor, now: datetime) -> None:
    if rsvp.came and rsvp.cancellation_cause == TAKEN_BACK:
        rsvp.cancelled_at, rsvp.cancellation_cause = None, ""
        audit.record("walked in after all", rsvp, by=by, now=now, after={"status": rsvp.status})
    elif not rsvp.came and rsvp.cancelled_at is None:
        before = rsvp.status
        endings.end([rsvp], cause=TAKEN_BACK, now=now)
        after = {"status": rsvp.status}
        audit.record("took back a walk-in", rsvp, by=by, now=now, before={"status": before}, after=after)
        waitlist.promote(rsvp.event, now=now)
