"""Timed jobs of broadcasts: the letters of those whose hold is over, and of what is due by the time."""

from collections.abc import Callable
from datetime import datetime

import structlog

from chapter import db
from chapter.broadcasts import queries, rolling, scheduled
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rolling import RollingKind
from chapter.broadcasts.rules import batches
from chapter.broadcasts.scheduled import Occasion

log = structlog.get_logger()


def send_due(now: datetime) -> int:
    """Write the next letters of broadcasts whose hold is over, each batch in a transaction of its own.

    One that can't be written is postponed and shown to staff as stuck; the others go on.
    """
    found = queries.due_broadcasts(now, scheduled.scheduled_kinds())
    db.session.rollback()
    return sum(_sent(number, now) for number in found)


def send_scheduled(now: datetime) -> int:
    """The same for what is due by the time: reminders, thanks. What is not due any more for some days is
    closed."""
    found, late = scheduled.open_occasions(now), scheduled.abandoned(now)
    db.session.rollback()
    for number in late:
        with db.writing():
            batches.close_if_not_due(number, now=now)
    return sum(_sent_of(one, now) for one in found)


def send_rolling(now: datetime) -> int:
    """Write the next mails of each rolling kind, each in a transaction of its own; the others go on when one
    can't be written, and it is tried again by the next sweep."""
    return sum(_sent_rolling(kind, now) for kind in rolling.all_kinds())


def _sent_rolling(kind: RollingKind, now: datetime) -> int:
    try:
        with db.writing():
            return batches.send_next_rolling(kind, now=now)
    except Exception as error:  # the others must not wait for it
        log.error("rolling_mails_failed", kind=kind.name, exc_info=error)
    return 0


def _sent(number: int, now: datetime) -> int:
    return _tried(
        lambda: batches.send_next_batch(number, now=now),
        lambda: db.lock(db.session.get_one(Broadcast, number)),
        now,
    )


def _sent_of(occasion: Occasion, now: datetime) -> int:
    return _tried(
        lambda: batches.send_next_of(occasion, now=now), lambda: batches.broadcast_of(occasion), now
    )


def _tried(send: Callable[[], int], found: Callable[[], Broadcast], now: datetime) -> int:
    try:
        with db.writing():
            return send()
    except Exception as error:  # the others must not wait for it
        with db.writing():
            broadcast = found()
            log.error("broadcast_failed", broadcast=broadcast.id, kind=broadcast.kind, exc_info=error)
            batches.postpone(broadcast, now=now)
    return 0
