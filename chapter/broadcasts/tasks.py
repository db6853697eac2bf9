"""Timed jobs of broadcasts."""

from datetime import datetime

import structlog

from chapter import db
from chapter.broadcasts import queries
from chapter.broadcasts.rules import holds

log = structlog.get_logger()


def send_due(now: datetime) -> int:
    """Write the next letters of broadcasts whose hold is over, each batch in a transaction of its own.

    One that can't be written is postponed and shown to staff as stuck; the others go on.
    """
    found = queries.due_broadcasts(now)
    db.session.rollback()
    return sum(_send(number, now) for number in found)


def _send(number: int, now: datetime) -> int:
    try:
        with db.writing():
            return holds.send_next_batch(number, now=now)
    except Exception as error:  # the others must not wait for it
        log.error("broadcast_failed", broadcast=number, exc_info=error)
        db.session.rollback()
    with db.writing():
        holds.postpone(number, now=now)
    return 0
