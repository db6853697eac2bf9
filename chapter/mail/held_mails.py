"""Mails that were due while nobody was there to send them: held back, listed for staff, sent or discarded by
them.

A database whose worker was silent for hours may be a copy: its unsent mails were sent from elsewhere long
ago, or are no longer true. So they are sent only when somebody who has seen the list says so. What is written
after the silence is sent at once, except by jobs that were due in it.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, true, update

from chapter import db
from chapter.heartbeat import queries as pulse
from chapter.heartbeat.models import SILENCE
from chapter.mail import gate, kinds
from chapter.mail.models import FIRST_DUE_AT, Mail

WORKER_WAS_OFF = "It was due while the background program was not running."
NO_SERVER_YET = "It was due before email could be sent."
CLOCK_IN_DOUBT = "It was written while the server’s clock was in doubt."
WRONG_CLOCK = "It was written while the server’s clock was wrong."
LAPSED = f"{gate.NOT_SENT_PREFIX}it was out of date by the time it could be sent."
DISCARDED = f"{gate.NOT_SENT_PREFIX}it was on hold, and a staff member discarded it."

HELD = and_(
    Mail.held_at.is_not(None), Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.withdrawn_at.is_(None)
)
LONGEST_WAIT = timedelta(hours=13)
"""Longer than any wait between two attempts (delivery.RETRY_WAITS), and than any lease."""

CLOCK_TOLERANCE = timedelta(minutes=2)
NO_SYNC = {"synchronize_session": False}

_because: ContextVar[str] = ContextVar("mails_held_because", default="")


@dataclass(frozen=True)
class HeldMails:
    """How many mails of one kind are held back, the name of the kind, and their highest id."""

    kind: str
    many: int
    subject: str
    last: int


def hold_due_before(before: datetime, why: str, *, now: datetime) -> int:
    """Hold back unsent mails that were due at ``before`` or earlier; returns how many. ``why`` is a sentence
    for staff. Mails of use for minutes only (a link to sign in) are withdrawn instead.

    A mail that was tried, or that was throttled, counts by when it was written.
    """
    put_off = or_(Mail.attempts > 0, Mail.throttled_at.is_not(None))
    was_due = or_(before >= FIRST_DUE_AT, and_(Mail.created_at <= before, put_off))
    return _hold_or_lapse((was_due, *_waits(now)), why, now)


def hold_late(*, now: datetime) -> int:
    """Hold back what was due while no mail could be sent (see `begins_after_outage`); returns how many."""
    return _hold_or_lapse((*_late(now), *_waits(now)), NO_SERVER_YET, now)


def _hold_or_lapse(waits: Collection[ColumnElement[bool]], why: str, now: datetime) -> int:
    lapsed = update(Mail).where(*waits, Mail.kind.in_(_lapsing())).values(withdrawn_at=now, failure=LAPSED)
    db.session.execute(lapsed, execution_options=NO_SYNC)
    return _hold(waits, why, now)


def correct_times(*, now: datetime) -> int:
    """Correct times written by a wrong clock, which is right at ``now``: mails written at a time still to
    come are held back, and those that wait for a retry or for the throttle wait no longer than until they are
    due. Returns how many are held back."""
    ahead = Mail.created_at > now + CLOCK_TOLERANCE
    db.session.execute(
        update(Mail).where(Mail.leased_until > now + LONGEST_WAIT).values(leased_until=None),
        execution_options=NO_SYNC,
    )
    put_off = or_(Mail.attempts > 0, Mail.waits_since.is_not(None), Mail.throttled_at.is_not(None))
    later = and_(Mail.created_at <= now + CLOCK_TOLERANCE, Mail.waits_since > now)
    due = case((later, Mail.waits_since), else_=literal(now, Mail.due_at.type))
    since = case((Mail.waits_since > now, None), else_=Mail.waits_since)
    waits = or_(and_(put_off, Mail.due_at > now + LONGEST_WAIT), and_(ahead, Mail.due_at > now))
    moved = update(Mail).where(Mail.sent_at.is_(None), waits).values(due_at=due, waits_since=since)
    db.session.execute(moved, execution_options=NO_SYNC)
    return _hold((ahead, *_waits(now)), WRONG_CLOCK, now)


@contextmanager
def holding_back(why: str) -> Iterator[None]:
    """Hold back every mail that is written inside: for a job that was due in the silence."""
    token = _because.set(why)
    try:
        yield
    finally:
        _because.reset(token)


def hold_columns(now: datetime) -> dict[str, Any]:
    """The columns with which a mail written now is held back; usually none."""
    why = _because.get()
    return {"held_at": now, "failure": why} if why else {}


def may_leave(now: datetime) -> ColumnElement[bool]:
    """A condition: the mails that may be sent while the clock is in doubt, which are those written since and
    links to sign in. All, when it is not in doubt."""
    stands = pulse.current()
    if stands.is_near(now):
        return true()
    return or_(Mail.created_at >= (stands.doubted_at or now), Mail.kind.in_(_lapsing()))


def begins_after_outage(now: datetime) -> bool:
    """Whether sending resumes after hours in which no mail could be sent: one that nobody has tried was due
    six hours ago, and none was sent since. What waited for the first worker of a new chapter is not late: it
    holds the invitation of whoever would have to decide about it."""
    untried = Mail.attempts == 0, Mail.waits_since.is_(None)
    late = select(Mail.id).where(*untried, may_leave(now), *_late(now), *_waits(now))
    left = select(Mail.id).where(Mail.sent_at > now - SILENCE)
    return db.first(late) is not None and db.first(left) is None


def _late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    stands, late = pulse.current(), now - SILENCE >= FIRST_DUE_AT
    if stands.silent_until is None or stands.silent_since is not None:
        return (late,)
    return late, stands.silent_until < FIRST_DUE_AT


def count_by_kind(*which: ColumnElement[bool]) -> list[HeldMails]:
    """How many mails of each kind are held back, of those that match all of ``which``, the most first."""
    rows = db.session.execute(
        select(Mail.kind, func.count(), func.min(Mail.subject), func.max(Mail.id))
        .where(HELD, *which)
        .group_by(Mail.kind)
        .order_by(func.count().desc(), Mail.kind)
    )
    return [HeldMails(*row) for row in rows]


def lock_held(*which: ColumnElement[bool], most: int) -> list[Mail]:
    """Up to ``most`` held mails that match all of ``which``, locked until they are decided about."""
    found = select(Mail).where(HELD, *which).order_by(Mail.id).limit(most).with_for_update(key_share=True)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def send(ids: Collection[int], *, now: datetime) -> int:
    """Send these, as far as they are still held: at once, or when they are due if that is later."""
    due = case((Mail.due_at > now, Mail.due_at), else_=literal(now, Mail.due_at.type))
    return _decide(ids, held_at=None, failure="", due_at=due, waits_since=None, attempts=0)


def discard(ids: Collection[int], *, now: datetime) -> int:
    """Discard these, as far as they are still held; they are never sent."""
    return _decide(ids, withdrawn_at=now, failure=DISCARDED)


def _decide(ids: Collection[int], **values: object) -> int:
    decided = update(Mail).where(Mail.id.in_(ids), HELD).values(**values)
    return int(db.session.execute(decided, execution_options=NO_SYNC).rowcount)  # type: ignore[attr-defined]  # a CursorResult, as always for UPDATE


def _hold(which: Collection[ColumnElement[bool]], why: str, now: datetime) -> int:
    held = update(Mail).where(*which).values(held_at=now, failure=why, leased_until=None)
    return int(db.session.execute(held, execution_options=NO_SYNC).rowcount)  # type: ignore[attr-defined]  # the same


def _waits(now: datetime) -> tuple[ColumnElement[bool], ...]:
    states = Mail.sent_at, Mail.failed_at, Mail.withdrawn_at, Mail.held_at
    in_hand = or_(Mail.leased_until.is_(None), Mail.leased_until <= now)
    return (*(state.is_(None) for state in states), in_hand)


def _lapsing() -> list[str]:
    return [name for name, kind in kinds.all_kinds().items() if kind.lapses]
