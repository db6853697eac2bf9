"""What is done once a night: when its night has come since it was last done, not because a worker starts."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from chapter import db
from chapter.heartbeat import rules
from chapter.heartbeat.models import NightlyRun

NIGHT = time(3, 30)
"""When nightly jobs run, on the chapter's own clock."""


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The next night after ``now``."""
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), NIGHT, zone)
    return tonight if tonight > local else datetime.combine(local.date() + timedelta(1), NIGHT, zone)


def last_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The latest night that has come by ``now``."""
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), NIGHT, zone)
    return tonight if tonight <= local else datetime.combine(local.date() - timedelta(1), NIGHT, zone)


def is_due(job: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a night has come since ``job`` last came to its end. One that has never run, or has run at a
    time that is still to come (the clock was wrong), waits for the next night: see `begun`."""
    known = db.session.get(NightlyRun, job, populate_existing=True)
    return known is not None and known.ran_at < last_night(now, zone)


def has_started(job: str, now: datetime) -> bool:
    """Whether it is known from when ``job`` waits for its night."""
    known = db.session.get(NightlyRun, job, populate_existing=True)
    return known is not None and known.ran_at <= now


def record_run(job: str, *, now: datetime) -> None:
    """It has come to its end, or waits from now on for its first night."""
    rules.lock_heartbeat()
    db.session.merge(NightlyRun(job=job, ran_at=now))
