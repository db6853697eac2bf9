"""A sign-up that was typed on a sheet gives way to one by the person who proves that it is theirs.

Its size, team and shown name were only claimed, and do not become theirs. What it held in their name, a
place or a position in line, they get first, so that they lose nothing by proving who they are.
"""

from dataclasses import dataclass
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people.verification import TYPED
from chapter.shifts.models import BACKUP, GONE, OFFERED, Signup
from chapter.shifts.models.endings import UNPROVED
from chapter.shifts.rules import endings


@dataclass(frozen=True)
class Inherited:
    """What a superseded sign-up had: ``freed`` places that were held, or since when it was in line, and how
    often it was ``times_passed`` there."""

    freed: int = 0
    queued_at: datetime | None = None
    times_passed: int = 0

    def covers(self, size: int) -> bool:
        """Whether the places that were held are enough for ``size`` people."""
        return 0 < size <= self.freed


NOTHING = Inherited()


def is_superseded(standing: Signup, asked_by: str, now: datetime) -> bool:
    """Whether ``standing`` ends for a request proved by ``asked_by``: it is unproved itself, and the request
    is proved, or its time for confirmation is over."""
    return not standing.proved and (asked_by != TYPED or _over(standing, now))


def end_superseded(standing: Signup, *, by: Actor, now: datetime) -> Inherited:
    """End it without a mail, and withdraw what was still to be mailed about it; return what it had. The
    shift is locked."""
    before = standing.status
    left = NOTHING if _over(standing, now) else _inherited(standing)
    endings.end([standing], cause=UNPROVED, now=now)
    mail.withdraw(Mail.about_kind == "signups", Mail.about_id == standing.id, now=now)
    audit.record("gave way", standing, by=by, now=now, before={"status": before}, after={"status": GONE})
    db.session.flush()
    return left


def _inherited(standing: Signup) -> Inherited:
    if standing.status == OFFERED:
        return Inherited(freed=standing.size)
    return (
        Inherited(queued_at=standing.queued_at, times_passed=standing.times_passed)
        if standing.status == BACKUP
        else NOTHING
    )


def _over(standing: Signup, now: datetime) -> bool:
    return standing.held_until is not None and now >= standing.held_until
