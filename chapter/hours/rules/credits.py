"""Hours that nobody logs: they follow check-in and check-out until the lead closes the shift.

What was credited from check-in and check-out is not final: when these are undone and done again, a new entry
replaces the old one, which stays in the table. An entry that a person corrected is theirs to change, and no
check-out touches it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.hours import queries
from chapter.hours.models.hours import CHECKED_IN, FROM_SHIFT, LOGGED, Hours
from chapter.hours.rules.entries import EntryInput, add_entry, audit_values
from chapter.refusal import Refused
from chapter.shifts.models import CONFIRMED, Shift, Signup
from chapter.shifts.rules import backups

SYSTEM = Actor("system")
CLOSED = "This shift is closed. Reopen it to change check-ins."


@dataclass(frozen=True)
class Credit:
    """The time from check-in to check-out, of one person or of a whole team."""

    on: date
    minutes: int
    source: str


def credit_without_checkin(signup: Signup, *, by: Actor, now: datetime) -> Hours | None:
    """Credit the shift's hours to somebody who was not checked in, when the lead says that they were there.
    Once.

    Raises Refused before the shift is over, when it was not theirs, or when it is closed.
    """
    shift = open_shift(signup)
    if signup.status != CONFIRMED or signup.no_show_at is not None or not shift.timed:
        raise Refused("They were not signed up for this shift, or are marked as a no-show.")
    if now < shift.ends_at:
        raise Refused("This shift is not over yet.")
    if queries.entry_of_signup(signup.id) is not None:
        return None
    return _write_entry(signup, _of_shift(signup, shift.starts_at), None, by=by, author=by, now=now)


def credit_due(signup: Signup, *, now: datetime) -> Hours | None:
    """Credit a sign-up that was checked in; None when nothing is due, or nothing changed."""
    backups.lock_shift_of(signup)
    before = queries.entry_of_signup(signup.id)
    after = update_credit(signup, by=SYSTEM, now=now)
    return None if after is before else after


def update_credit(signup: Signup, *, by: Actor, now: datetime) -> Hours | None:
    """Replace the credited entry by what check-in and check-out say now; return the current entry, or None.

    The shift is locked. ``by`` caused it; the entry is the system's.
    """
    stands = queries.entry_of_signup(signup.id)
    if stands is not None and not _may_replace(stands, signup):
        return stands
    due = _due(signup, now)
    if stands is not None and due == Credit(stands.day, stands.minutes, stands.source):
        return stands
    if stands is not None:
        stands.corrected_at = now
        db.session.flush()
    if due is not None:
        return _write_entry(signup, due, stands, by=by, author=SYSTEM, now=now)
    if stands is not None:
        audit.record(
            "took back hours", stands, by=by, now=now, before={**audit_values(stands), "counts": True}
        )
    return None


def open_shift(signup: Signup) -> Shift:
    """Lock the shift of a sign-up and refresh the sign-up. Raises Refused when the shift is closed."""
    shift = backups.lock_shift_of(signup)
    if shift.closed_at is not None:
        raise Refused(CLOSED)
    return shift


def _may_replace(stands: Hours, signup: Signup) -> bool:
    """Whether check-in and check-out may replace an entry.

    They may not replace a correction by a person, nor the lead's word that the volunteer was there while
    nothing else is known; but that the volunteer did not come undoes both.
    """
    if signup.no_show_at is not None:
        return True
    if stands.source == LOGGED:
        return False
    return stands.logged_by is None or signup.came_at is not None


def _due(signup: Signup, now: datetime) -> Credit | None:
    """What is to be credited; None while the volunteer is there, or when they did not come.

    Checked in after the shift was over: recorded later, so the shift's time is theirs. Without a check-out
    they stayed until its end.
    """
    shift, since, until = signup.shift, signup.came_at, signup.left_at
    if since is None or signup.no_show_at is not None or signup.status != CONFIRMED:
        return None
    if shift.timed and since >= shift.ends_at:
        return _of_shift(signup, shift.starts_at)
    if until is not None:
        return _credit_between(signup, since, until, CHECKED_IN)
    if shift.timed and shift.ends_at <= now - queries.FORGOTTEN_CHECKOUT:
        return _of_shift(signup, max(since, shift.starts_at))
    return None


def _of_shift(signup: Signup, since: datetime) -> Credit:
    return _credit_between(signup, since, signup.shift.ends_at, FROM_SHIFT)


def _credit_between(signup: Signup, since: datetime, until: datetime, source: str) -> Credit:
    minutes = max(1, round((until - since).total_seconds() / 60))
    return Credit(since.astimezone(signup.shift.zone_info).date(), minutes * signup.size, source)


def _write_entry(
    signup: Signup, due: Credit, instead: Hours | None, *, by: Actor, author: Actor, now: datetime
) -> Hours:
    stretch = EntryInput(due.on, due.minutes)
    whole = signup.shift.opportunity
    entry = add_entry(signup.person, whole, stretch, due.source, author, now, counts=True)
    entry.signup_id, entry.corrects_id = signup.id, instead.id if instead else None
    db.session.flush()
    before = audit_values(instead) if instead else None
    audit.record("booked hours", entry, by=by, now=now, before=before, after=audit_values(entry))
    return entry
