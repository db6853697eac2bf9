"""Broadcasts of the sample chapter, sent when their ten minutes were over, as the worker does it."""

from datetime import datetime

from chapter import db
from chapter.broadcasts import queries, scheduled
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import batches


def leave(*, now: datetime) -> None:
    """Write the letters of every held broadcast that is due by ``now``, each as of the moment it was sent."""
    for number in queries.due_broadcasts(now, scheduled.scheduled_kinds()):
        left = db.session.get_one(Broadcast, number).sends_at
        while batches.send_next_batch(number, now=left):
            pass
