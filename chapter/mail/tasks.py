"""What time brings about mails to many."""

from datetime import datetime

import structlog

from chapter import db
from chapter.mail import holds, standing

log = structlog.get_logger()


def tell(now: datetime) -> int:
    """Write the next letters of what was held for ten minutes, each batch in a transaction of its own.

    One that can't be written is put off and shown to staff as stuck; the others go on.
    """
    found = holds.due(now)
    db.session.rollback()
    return sum(_told(number, now) for number in found)


def watch(now: datetime) -> int:
    """Say in the log that mail does not leave, while it does not."""
    standing.watch(now)
    db.session.rollback()
    return 0


def _told(number: int, now: datetime) -> int:
    try:
        with db.writing():
            return holds.leave(number, now=now)
    except Exception as error:  # the others must not wait for it
        log.error("telling_failed", telling=number, exc_info=error)
        db.session.rollback()
    with db.writing():
        holds.put_off(number, now=now)
    return 0
