"""The tables of the heartbeat, the nightly runs, and the erasure announcements."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db

ONLY = 1
CLOCK_JUMP = timedelta(days=2)
"""A clock that goes further than this between two beats is in doubt until somebody confirms it."""

CLOCK_SETBACK = timedelta(hours=1)
"""A clock that goes back this far had been ahead: times that it wrote, and that are still to come, are
corrected."""

SILENCE = timedelta(hours=6)
"""After this long without a beat, what was due before is held back."""

SILENT_AFTER = timedelta(seconds=100)
"""After this long without a beat the pages say that the background program isn't running."""

EVERY_JOB = "*"
"""The value of ``catching_up`` until a worker, which knows the jobs' names, has written them down."""


class Heartbeat(db.Model):
    """The one row, with id 1, that the workers write; a migration created it.

    ``last_beat_at``: the last beat, by the clock of the worker that wrote it. ``trusted_at``: the last one
    that was trusted. ``doubted_at``: what the worker's clock said when it was first not trusted; until
    somebody confirms the clock. ``silent_since`` and ``silent_until``: the last silence; before the first,
    ``silent_until`` is the first beat of all. ``catching_up``: the jobs that have not finished since, whose
    mails are held back.
    """

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_beat_at: Mapped[datetime | None]
    trusted_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    silent_until: Mapped[datetime | None]
    catching_up: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    def is_near(self, now: datetime) -> bool:
        """Whether ``now`` is near enough to the last trusted beat."""
        return self.trusted_at is None or abs(now - self.trusted_at) <= CLOCK_JUMP

    def is_trusted(self, now: datetime) -> bool:
        """Whether jobs that can't be undone may go by the clock."""
        return self.doubted_at is None and self.is_near(now)

    def is_running(self, now: datetime) -> bool:
        """Whether a worker runs, judged by ``now`` and its last beat."""
        return self.last_beat_at is not None and abs(now - self.last_beat_at) < SILENT_AFTER

    def is_catching_up(self, job: str) -> bool:
        """Whether this job has not finished since the last silence."""
        return EVERY_JOB in self.catching_up or job in self.catching_up


class NightlyRun(db.Model):
    """When a nightly job last finished."""

    __tablename__ = "nightly_runs"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    ran_at: Mapped[datetime]


class ErasureAnnouncement(db.Model):
    """That a rule erases ``count`` of ``what`` at ``night``: those whose time is over by then."""

    __tablename__ = "erasure_announcements"
    __table_args__ = (UniqueConstraint("what", "night"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(40))
    night: Mapped[datetime]
    count: Mapped[int]
    announced_at: Mapped[datetime]
