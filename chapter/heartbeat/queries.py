"""Reading the heartbeat: whether a worker runs, whether its clock is trusted."""

from datetime import datetime

import structlog
from flask import current_app

from chapter import db
from chapter.heartbeat.models import ONLY, Heartbeat

log = structlog.get_logger()
SAID_SO = "pulse.said_silent"
SAY_AGAIN_SECONDS = 600
"""A web process logs at most this often, in seconds, that no worker runs."""


def current() -> Heartbeat:
    """The heartbeat row."""
    return db.session.get_one(Heartbeat, ONLY, populate_existing=True)


def is_clock_trusted(now: datetime) -> bool:
    """Whether jobs that can't be undone may go by the clock."""
    return current().is_trusted(now)


def is_worker_running(heartbeat: Heartbeat, now: datetime) -> bool:
    """Whether a worker runs; when not, logs it once in a while."""
    if heartbeat.is_running(now):
        return True
    said: datetime | None = current_app.extensions.get(SAID_SO)
    if said is None or abs((now - said).total_seconds()) >= SAY_AGAIN_SECONDS:
        current_app.extensions[SAID_SO] = now
        seen = heartbeat.last_beat_at.isoformat() if heartbeat.last_beat_at else None
        log.warning("worker_silent", seen=seen, start_it_by="flask --app wsgi worker")
    return False
