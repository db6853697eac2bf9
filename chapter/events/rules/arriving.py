"""What the moves at the door come to: who of a party is in, and whether a walk-in has its seats.

Nobody booked for a walk-in, so its seats follow its moves: taken back with the move that let it in, they are
free again, and it is no party that did not come. Like who came, that is a function of the moves alone: one
that is heard late gives them again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.claims import arrivals
from chapter.events.models import Rsvp
from chapter.events.models.door import TAKEN_BACK, Move, walk_in_move
from chapter.events.rules import parties, proving, waitlist


def settle(moved: Mapping[int, Rsvp], *, by: Actor, now: datetime) -> None:
    """Work out anew who came, for each party that something happened to. Their event is locked."""
    if not moved:
        return
    db.session.flush()
    moves: dict[int, list[Move]] = defaultdict(list)
    for move in db.session.scalars(select(Move).where(Move.rsvp_id.in_(moved))):
        moves[move.rsvp_id].append(move)
    for rsvp_id, rsvp in moved.items():
        came = arrivals.came(moves[rsvp_id])
        rsvp.came, rsvp.came_at = came.count, came.first_at
        if rsvp.came:
            proving.by_door(rsvp, now=now)
        if walked_in(rsvp, moves[rsvp_id]):
            _seats_follow(rsvp, by, now)


def walked_in(rsvp: Rsvp, moves: Iterable[Move]) -> bool:
    """Whether this booking was made at the door, by one of its ``moves``."""
    return any(move.nonce == walk_in_move(rsvp.nonce) for move in moves)


def _seats_follow(rsvp: Rsvp, by: Actor, now: datetime) -> None:
    if rsvp.came and rsvp.cancelled_by == TAKEN_BACK:
        rsvp.cancelled_at, rsvp.cancelled_by = None, ""
        rsvp.event.seating += 1
        audit.record("walked in after all", rsvp, by=by, now=now, after={"status": rsvp.status})
    elif not rsvp.came and rsvp.cancelled_at is None:
        before = rsvp.status
        parties.give_back(rsvp, by=by, now=now)
        rsvp.cancelled_by = TAKEN_BACK
        rsvp.event.seating += 1
        after = {"status": rsvp.status}
        audit.record("took back a walk-in", rsvp, by=by, now=now, before={"status": before}, after=after)
        waitlist.promote(rsvp.event, now=now)
