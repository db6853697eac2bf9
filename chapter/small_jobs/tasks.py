"""Timed job of small jobs: a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.small_jobs.rules import assignments


def place_jobs(now: datetime) -> int:
    """Assign slots at the badge desk to guests who asked for a small job."""
    for event in assignments.events_due(now):
        with db.writing():
            assignments.assign(db.lock(event), now=now)
    return 0
