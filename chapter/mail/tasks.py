"""Timed jobs of the outbox."""

from datetime import datetime

import structlog

from chapter import db
from chapter.mail import outbox_status

log = structlog.get_logger()


def watch(now: datetime) -> int:
    """Log a warning while mail is not being sent."""
    outbox_status.watch(now)
    db.session.rollback()
    return 0
