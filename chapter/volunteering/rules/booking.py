"""Hours that nobody writes down: they follow check-in and check-out until the lead closes the shift.

What was booked from a coming and a going is no last word: taken back and done again, the entry is replaced by
one that says what stands now, and the old one stays in the log. An entry that somebody corrected by hand is
hers to change, and no check-out touches it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.refusal import Refused
from chapter.volunteering import given
from chapter.volunteering.models import CONFIRMED, Shift, Signup
from chapter.volunteering.models.persons import CHECKED_IN, FROM_SHIFT, LOGGED, Hours
from chapter.volunteering.rules import line
from chapter.volunteering.rules.giving_time import Stretch, add_entry, told

SYSTEM = Actor("system")
CLOSED = "This shift is closed. Open it again to change who came."


@dataclass(frozen=True)
class Booked:
    """What a coming and a going come to, of one person or of a whole team."""

    on: date
    minutes: int
    source: str


def came(signup: Signup, *, by: Actor, now: datetime) -> Hours | None:
    """Nobody checked them in, and the lead says that they were there: their hours are the shift's. Once.

    Raises Refused before the shift is over, when it was not theirs, or when it is closed.
    """
    shift = open_shift(signup)
    if signup.status != CONFIRMED or signup.no_show_at is not None or not shift.timed:
        raise Refused("This shift was not theirs, or somebody said that they did not come.")
    if now < shift.ends_at:
        raise Refused("It is not over yet.")
    if given.booked_of(signup.id) is not None:
        return None
    return _book(signup, _of_shift(signup, shift.starts_at), None, by=by, author=by, now=now)


def collect(signup: Signup, *, now: datetime) -> Hours | None:
    """Book what is due of somebody who checked in; None when nothing is, or when it is booked."""
    line.hold(signup)
    before = given.booked_of(signup.id)
    after = follow(signup, by=SYSTEM, now=now)
    return None if after is before else after


def follow(signup: Signup, *, by: Actor, now: datetime) -> Hours | None:
    """Book what check-in and check-out say now, in place of what was booked before; what stands then.

    The shift is locked. ``by`` caused it; the entry is the system's.
    """
    stands = given.booked_of(signup.id)
    if stands is not None and not _follows(stands, signup):
        return stands
    due = _due(signup, now)
    if stands is not None and due == Booked(stands.on, stands.minutes, stands.source):
        return stands
    if stands is not None:
        stands.corrected_at = now
        db.session.flush()
    if due is not None:
        return _book(signup, due, stands, by=by, author=SYSTEM, now=now)
    if stands is not None:
        audit.record("took back hours", stands, by=by, now=now, before={**told(stands), "counts": True})
    return None


def open_shift(signup: Signup) -> Shift:
    """The locked shift of a sign-up that is read afresh. Raises Refused when its lead closed it."""
    shift = line.hold(signup)
    if shift.closed_at is not None:
        raise Refused(CLOSED)
    return shift


def _follows(stands: Hours, signup: Signup) -> bool:
    """Whether an entry is replaced by what happens at the door.

    A correction by hand is not, nor is the lead's word that she was there while nothing else is known; but
    that she did not come undoes both.
    """
    if signup.no_show_at is not None:
        return True
    if stands.source == LOGGED:
        return False
    return stands.logged_by is None or signup.came_at is not None


def _due(signup: Signup, now: datetime) -> Booked | None:
    """What is to be booked; None while she is there, or when she was not.

    Who was checked in after it was over was noted down later: hers are the shift's. Who forgot to check out
    stayed until its end.
    """
    shift, since, until = signup.shift, signup.came_at, signup.left_at
    if since is None or signup.no_show_at is not None or signup.status != CONFIRMED:
        return None
    if shift.timed and since >= shift.ends_at:
        return _of_shift(signup, shift.starts_at)
    if until is not None:
        return _booked(signup, since, until, CHECKED_IN)
    if shift.timed and shift.ends_at <= now - given.FORGOT:
        return _of_shift(signup, max(since, shift.starts_at))
    return None


def _of_shift(signup: Signup, since: datetime) -> Booked:
    return _booked(signup, since, signup.shift.ends_at, FROM_SHIFT)


def _booked(signup: Signup, since: datetime, until: datetime, source: str) -> Booked:
    minutes = max(1, round((until - since).total_seconds() / 60))
    return Booked(since.astimezone(signup.shift.zone_info).date(), minutes * signup.size, source)


def _book(
    signup: Signup, due: Booked, instead: Hours | None, *, by: Actor, author: Actor, now: datetime
) -> Hours:
    stretch = Stretch(due.on, due.minutes)
    whole = signup.shift.opportunity
    entry = add_entry(signup.person, whole, stretch, due.source, author, now, counts=True)
    entry.signup_id, entry.corrects_id = signup.id, instead.id if instead else None
    db.session.flush()
    before = told(instead) if instead else None
    audit.record("booked hours", entry, by=by, now=now, before=before, after=told(entry))
    return entry
