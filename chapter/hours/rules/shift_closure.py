"""A shift is closed once its attendance is complete: from then on its hours are final. It can be reopened."""

from collections.abc import Iterable
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.hours import queries as hours_queries
from chapter.hours.rules import credits
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import CONFIRMED, Shift, Signup

MOST_NAMED = 3


def close(shift: Shift, *, by: Actor, now: datetime) -> None:
    """Make attendance final; whoever is still checked in left at the shift's end. Idempotent.

    Raises Refused before it is over, when it was called off, and while attendance of anybody is unknown.
    Locks ``shift``.
    """
    shift = db.lock(shift)
    if shift.closed_at is not None:
        return
    if shift.cancelled_at is not None or now < shift.ends_at:
        raise Refused(
            "This shift is not over yet." if shift.cancelled_at is None else "This shift was canceled."
        )
    took = [one for one in queries.signups_of(shift) if one.status == CONFIRMED and one.erased_at is None]
    _all_told(took)
    for signup in took:
        if signup.came_at is not None and signup.left_at is None:
            signup.left_at = max(signup.came_at, shift.ends_at)
        credits.update_credit(signup, by=by, now=now)
    shift.closed_at, shift.closed_by = now, by.person_id
    audit.record("closed", shift, by=by, now=now, after={"closed_at": now})


def reopen(shift: Shift, *, by: Actor, now: datetime) -> None:
    """Let attendance be changed again. Idempotent. Locks ``shift``."""
    shift = db.lock(shift)
    if shift.closed_at is None:
        return
    audit.record("opened again", shift, by=by, now=now, before={"closed_at": shift.closed_at})
    shift.closed_at = shift.closed_by = None


def _all_told(took: Iterable[Signup]) -> None:
    """Raise Refused while it is unknown whether somebody came."""
    unknown = [one for one in took if one.came_at is None and one.no_show_at is None]
    booked = hours_queries.entries_by_signup([one.id for one in unknown])
    names = [one.team or one.name for one in unknown if one.id not in booked]
    if not names:
        return
    shown, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    said = ", ".join(shown) + (f" and {more} more" if more > 0 else "")
    raise Refused(f"First check in, or mark as a no-show: {said}.")
