"""Checking in and out at a shift, and who did not come. Hours follow at once (`credits`)."""

from datetime import datetime, timedelta

from chapter import audit
from chapter.audit import Actor
from chapter.hours import emails as hours_emails
from chapter.hours.rules import credits
from chapter.people import verification
from chapter.refusal import Refused
from chapter.shifts.models import CONFIRMED, Shift, Signup
from chapter.shifts.rules import backups

EARLY = timedelta(hours=2)
LATE = timedelta(days=14)
"""So long before and after a shift volunteers may be checked in or out."""

READ_TWICE = timedelta(minutes=10)
"""A code that is read again so soon was read by two phones, or twice by one: it is no check-out."""

STAYED_ON = timedelta(hours=1)
"""So long after the shift's end a check-out is believed; after that we ask when they left."""

A_LONG_DAY = timedelta(hours=8)
"""The same, counted from check-in, where a shift has no end of its own (`Shift.timed`)."""

LONGEST = timedelta(hours=16)
"""Nobody stays longer than that, or than the shift lasts: such time has to be logged."""

IN, HERE, OUT, GONE, AGAIN = "in", "here", "out", "gone", "again"
AT_END, JUST_NOW = "end", "now"
UNTILS = ("", AT_END, JUST_NOW)
"""When a volunteer left, as the lead says; empty: the lead was not asked."""


class LeaveTimeUnknown(Refused):
    """A check-out long after the shift: at its end, or just now? The lead has to say."""

    def __init__(self, signup: Signup) -> None:
        super().__init__("The shift ended long ago, so no hours are recorded yet. When did they leave?")
        self.signup = signup


def check_in(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Check a volunteer in. Idempotent.

    Raises Refused when the shift is not theirs, is not now, or is closed.
    """
    credits.open_shift(signup)
    if signup.came_at is not None and signup.left_at is None:
        return
    _check(signup, now)
    if signup.came_at is not None:
        raise Refused("They have already checked out.")
    signup.came_at, signup.no_show_at, signup.excused_at = now, None, None
    verification.verify(signup, verification.DOOR, now=now)
    audit.record("checked in", signup, by=by, now=now, after={"came_at": now})
    credits.update_credit(signup, by=by, now=now)


def check_out(signup: Signup, *, by: Actor, now: datetime, until: str = "") -> None:
    """Check a volunteer out: now, or ``until`` the end of the shift (one of ``UNTILS``). Idempotent.

    Raises LeaveTimeUnknown when it is too late to be believed and nobody said, and Refused when they were
    never checked in, for an end that has not come, for longer than anybody stays, and when it is closed.
    """
    shift = credits.open_shift(signup)
    if signup.left_at is not None:
        return
    if signup.came_at is None:
        raise Refused("They are not checked in.")
    signup.left_at = max(signup.came_at, _left(signup, shift, until, now))
    audit.record("checked out", signup, by=by, now=now, after={"left_at": signup.left_at})
    credits.update_credit(signup, by=by, now=now)


def scan_code(signup: Signup, *, by: Actor, now: datetime, nonce: str = "") -> str:
    """A volunteer's code was read: check them in, or out if they are in; soon after check-in, do nothing.

    Nothing either when the form of this ``nonce`` came before: a phone without a signal sends it again, and
    that may be an hour later. Returns IN, HERE (checked in before), OUT, GONE (checked out before), or AGAIN
    (sent again, and undone since). Raises as `check_in` and `check_out` do.
    """
    credits.open_shift(signup)
    if nonce and nonce == signup.last_scan_nonce:
        return AGAIN if signup.came_at is None else HERE if signup.left_at is None else GONE
    did = _check_in_or_out(signup, by, now)
    if did in {IN, OUT}:
        signup.last_scan_nonce = nonce
    return did


def _check_in_or_out(signup: Signup, by: Actor, now: datetime) -> str:
    if signup.came_at is None:
        check_in(signup, by=by, now=now)
        return IN
    if signup.left_at is not None:
        return GONE
    if now - signup.came_at < READ_TWICE:
        return HERE
    check_out(signup, by=by, now=now)
    return OUT


def undo(signup: Signup, *, by: Actor, now: datetime) -> None:
    """Undo the last of these: check-out, check-in, or did not come. Raises Refused when the shift
    is closed."""
    credits.open_shift(signup)
    last = next((name for name in ("left_at", "came_at", "no_show_at") if getattr(signup, name)), None)
    if last is None:
        return
    audit.record(
        "took back", signup, by=by, now=now, before={last: getattr(signup, last)}, after={last: None}
    )
    setattr(signup, last, None)
    if last == "no_show_at":
        signup.excused_at = None
    credits.update_credit(signup, by=by, now=now)


def mark_missed(signup: Signup, *, excused: bool, by: Actor, now: datetime) -> None:
    """Record that they did not come, and gave no hours. Unless excused, one kind mail asks how they are,
    once.

    Raises Refused before the shift began, when they came, or when it is closed.
    """
    shift = credits.open_shift(signup)
    if signup.status != CONFIRMED or signup.came_at is not None:
        raise Refused("They checked in, or they were not signed up for this shift.")
    if now < shift.starts_at:
        raise Refused("This shift has not begun yet.")
    signup.no_show_at = signup.no_show_at or now
    signup.excused_at = now if excused else None
    audit.record("missed", signup, by=by, now=now, after={"no_show": True, "excused": excused})
    credits.update_credit(signup, by=by, now=now)
    if not excused and signup.followed_up_at is None:
        signup.followed_up_at = now
        backups.queue_letter(signup, hours_emails.missed(signup), now, once="missed")


def must_ask_when_left(signup: Signup, now: datetime) -> bool:
    """Whether a check-out at this moment is too late to be believed.

    A volunteer who was checked in after the shift's end gave the whole shift, so there is nothing to ask.
    """
    shift, came = signup.shift, signup.came_at
    if came is None or (shift.timed and came >= shift.ends_at):
        return False
    return now > shift.ends_at + STAYED_ON if shift.timed else now > came + A_LONG_DAY


def may_be_now(signup: Signup, now: datetime) -> bool:
    """Whether they can have stayed until ``now``."""
    shift, came = signup.shift, signup.came_at
    longest = max(LONGEST, shift.ends_at - shift.starts_at + EARLY) if shift.timed else LONGEST
    return came is None or now - came <= longest or not must_ask_when_left(signup, now)


def _left(signup: Signup, shift: Shift, until: str, now: datetime) -> datetime:
    if until == AT_END and shift.timed:
        if now < shift.ends_at:
            raise Refused("This shift is not over yet.")
        return shift.ends_at
    if until != JUST_NOW and must_ask_when_left(signup, now):
        raise LeaveTimeUnknown(signup)
    if not may_be_now(signup, now):
        raise Refused("That is too long. Undo the check-in, and log the hours by hand.")
    return now


def _check(signup: Signup, now: datetime) -> None:
    shift = signup.shift
    if signup.status != CONFIRMED or shift.cancelled_at is not None:
        raise Refused("They are not signed up for this shift.")
    if shift.timed and not shift.starts_at - EARLY <= now <= shift.ends_at + LATE:
        raise Refused("This shift is on another day.")
