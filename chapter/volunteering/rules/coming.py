"""Checking in and out at a shift, and who did not come."""

from datetime import datetime, timedelta

from chapter import audit
from chapter.audit import Actor
from chapter.refusal import Refused
from chapter.volunteering import emails
from chapter.volunteering.models import CONFIRMED, Signup
from chapter.volunteering.rules import line

EARLY = timedelta(hours=2)
LATE = timedelta(days=14)
"""So long before and after a shift somebody may be checked in or out."""


def check_in(signup: Signup, *, by: Actor, now: datetime) -> None:
    """She is here. Twice changes nothing. Raises Refused when the shift is not hers, or is not now."""
    line.hold(signup)
    if signup.came_at is not None and signup.left_at is None:
        return
    _check(signup, now)
    if signup.came_at is not None:
        raise Refused("She came and left already.")
    signup.came_at, signup.no_show_at, signup.excused_at = now, None, None
    audit.record("checked in", signup, by=by, now=now, after={"came_at": now})


def check_out(signup: Signup, *, by: Actor, now: datetime) -> None:
    """She leaves. Raises Refused when she was never checked in."""
    line.hold(signup)
    if signup.left_at is not None:
        return
    if signup.came_at is None:
        raise Refused("She was not checked in.")
    signup.left_at = max(now, signup.came_at)
    audit.record("checked out", signup, by=by, now=now, after={"left_at": signup.left_at})


def press(signup: Signup, *, by: Actor, now: datetime) -> str:
    """Her code was read: in when she is not in yet, else out. Says which: ``in`` or ``out``."""
    if signup.came_at is None:
        check_in(signup, by=by, now=now)
        return "in"
    check_out(signup, by=by, now=now)
    return "out"


def undo(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Take the last of these back: left, came, or did not come."""
    line.hold(signup)
    last = next((name for name in ("left_at", "came_at", "no_show_at") if getattr(signup, name)), None)
    if last is None:
        return
    audit.record(
        "took back", signup, by=by, now=now, before={last: getattr(signup, last)}, after={last: None}
    )
    setattr(signup, last, None)
    if last == "no_show_at":
        signup.excused_at = None


def missed(signup: Signup, *, excused: bool, by: Actor, now: datetime) -> None:
    """She did not come. Unless she is excused, one kind mail asks how she is, once.

    Raises Refused before the shift began, or when she came.
    """
    shift = line.hold(signup)
    if signup.status != CONFIRMED or signup.came_at is not None:
        raise Refused("She came, or it was not her shift.")
    if now < shift.starts_at:
        raise Refused("It has not begun yet.")
    signup.no_show_at = signup.no_show_at or now
    signup.excused_at = now if excused else None
    audit.record("missed", signup, by=by, now=now, after={"no_show": True, "excused": excused})
    if not excused and signup.followed_up_at is None:
        signup.followed_up_at = now
        line.write(signup, emails.missed(signup), now, once="missed")


def _check(signup: Signup, now: datetime) -> None:
    shift = signup.shift
    if signup.status != CONFIRMED or shift.cancelled_at is not None:
        raise Refused("This shift is not hers.")
    if shift.timed and not shift.starts_at - EARLY <= now <= shift.ends_at + LATE:
        raise Refused("This shift is on another day.")
