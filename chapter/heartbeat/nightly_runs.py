"""Nightly jobs: they run when a night has come since the last run, not because a worker starts."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from chapter import db
from chapter.heartbeat import rules
from chapter.heartbeat.models import NightlyRun

NIGHT = time(3, 30)
"""When nightly jobs run, on the chapter's own clock."""


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The first night after ``now``, in ``zone``."""
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), NIGHT, zone)
    return tonight if tonight > local else datetime.combine(local.date() + timedelta(1), NIGHT, zone)


def last_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The latest night that has come by ``now``."""
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), NIGHT, zone)
    return tonight if tonight <= local else datetime.combine(local.date() - timedelta(1), NIGHT, zone)


def is_due(job: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a night has come since ``job`` last finished. One that has never run, or whose last run is in
    the future (the clock was wrong), waits for the next night: see `has_started`."""
    known = db.session.get(NightlyRun, job, populate_existing=True)
    return known is not None and known.ran_at < last_night(now, zone)


def has_started(job: str, now: datetime) -> bool:
    """Whether a run is recorded from which ``job`` waits for its night."""
    known = db.session.get(NightlyRun, job, populate_existing=True)
    return known is not None and known.ran_at <= now


def record_run(job: str, *, now: datetime) -> None:
    """Record that ``job`` has finished, or waits from now on for its first night."""
    rules.lock_heartbeat()
    db.session.merge(NightlyRun(job=job, ran_at=now))
