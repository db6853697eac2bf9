"""Sign-ups of somebody who did not sign in: held for confirmation by email, or undone by another button
there.

A name and an email that were typed prove nothing (people.verification), and a shift asks for work. So the
place, or the position in line, is only held: a day, and until two hours before the shift at the latest. It
expires by itself with a kind mail.
"""

from datetime import datetime, timedelta

from chapter import audit
from chapter.audit import Actor
from chapter.mail import suppression
from chapter.people import verification
from chapter.refusal import Refused
from chapter.shifts.models import BACKUP, GONE, OFFERED, Shift, Signup
from chapter.shifts.models.endings import NOT_ME
from chapter.shifts.rules import backups, cancellations, endings

HELD = timedelta(hours=24)
BEFORE = timedelta(hours=2)
"""So long before a shift begins nothing is held for confirmation any more."""

GUEST = Actor("guest")
TOO_LATE = (
    "This shift begins in less than two hours, which is too soon to confirm by email. Sign in and take it, "
    "or come and ask for the lead."
)
IT_IS_YOU = "You already confirmed that this is you. If you can’t make it, tell us below."


def require_time(shift: Shift, now: datetime) -> None:
    """Raise Refused when there is no time left for confirmation by email."""
    if now >= _deadline(shift):
        raise Refused(TOO_LATE)


def hold_until_confirmed(signup: Signup, *, fits: bool, by: Actor, now: datetime) -> None:
    """Hold a place for a new sign-up that was typed, or its position in line when none ``fits``. The shift
    is locked."""
    signup.held_until = min(now + HELD, _deadline(signup.shift))
    if fits:
        signup.offered_at, signup.offered_until = now, signup.held_until
    status = OFFERED if fits else BACKUP
    audit.record(
        "was signed up", signup, by=by, now=now, after={"status": status, "held_until": signup.held_until}
    )


def prove_signup(signup: Signup, by: str, *, now: datetime) -> None:
    """Prove a sign-up ``by`` a click on a button behind its personal link. Done once.

    A place that is held stays held until they accept it; a position in line is theirs.
    """
    backups.lock_shift_of(signup)
    was = signup.proof
    if by == verification.MAILBOX:
        suppression.lift(signup.email)
    if not verification.verify(signup, by, now=now):
        return
    audit.record("proved", signup, by=GUEST, now=now, before={"proof": was}, after={"proof": by})


def disown(signup: Signup, *, by: Actor, now: datetime) -> None:
    """The owner of the email says that somebody else signed them up: it ends, and nothing more is mailed.

    Idempotent. A sign-up that ended with its shift, which may be revived, ends for good. Raises Refused when
    they proved before that it is theirs, or the shift was called off for good.
    """
    shift = backups.lock_shift_of(signup)
    if signup.status == GONE and not signup.called_off:
        return
    if signup.proved:
        raise Refused(IT_IS_YOU)
    if signup.called_off:
        cancellations.leave_cancelled(signup, ending=NOT_ME, verb="was not her", by=by, now=now)
        return
    before = signup.status
    endings.end([signup], cause=NOT_ME, now=now)
    audit.record("was not her", signup, by=by, now=now, before={"status": before}, after={"status": GONE})
    backups.promote(shift, now=now)


def _deadline(shift: Shift) -> datetime:
    return (shift.starts_at if shift.timed else shift.ends_at) - BEFORE
