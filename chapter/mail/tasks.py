"""What time brings about mails to many."""

from datetime import datetime

from chapter import db
from chapter.mail import holds


def tell(now: datetime) -> int:
    """Write the next letters of what was held for ten minutes, each batch in a transaction of its own."""
    found = holds.due(now)
    db.session.rollback()
    return sum(_told(number, now) for number in found)


def _told(number: int, now: datetime) -> int:
    with db.writing():
        return holds.leave(number, now=now)
