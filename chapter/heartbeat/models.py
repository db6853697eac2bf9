"""The heartbeat, the nightly runs, and what is announced."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db

ONLY = 1
CLOCK_JUMP = timedelta(days=2)
"""A clock that goes further than this between two beats is not believed without being asked about."""

CLOCK_SETBACK = timedelta(hours=1)
"""A clock that goes back so far had been ahead: what it wrote for a time still to come is set right."""

SILENCE = timedelta(hours=6)
"""After so long without a beat, what was due before is held back."""

SILENT_AFTER = timedelta(seconds=100)
"""So long after the last beat the pages say that the background program isn't running."""

EVERY_JOB = "*"
"""Stands in ``catching_up`` until a worker, who knows their names, has written them down."""


class Heartbeat(db.Model):
    """The one row, with id 1, that the workers write; a migration made it.

    ``beat_at``: the last beat, by the clock of the worker that wrote it. ``good_at``: the last one that was
    believed. ``doubted_at``: what the worker's clock said when it was first not believed; until somebody
    says that the clock is right. ``silent_since`` and ``silent_until``: the last silence; before the first,
    ``silent_until`` is the first beat of all. ``catching_up``: the jobs that have not come to their
    end since, whose mails are held back.
    """

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime | None]
    good_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    silent_until: Mapped[datetime | None]
    catching_up: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    def is_near(self, now: datetime) -> bool:
        """Whether ``now`` is near enough to the last beat that was believed."""
        return self.good_at is None or abs(now - self.good_at) <= CLOCK_JUMP

    def is_trusted(self, now: datetime) -> bool:
        """Whether what can't be taken back may go by the clock."""
        return self.doubted_at is None and self.is_near(now)

    def is_running(self, now: datetime) -> bool:
        """Whether a worker runs, as far as ``now`` and its last beat tell."""
        return self.beat_at is not None and abs(now - self.beat_at) < SILENT_AFTER

    def is_catching_up(self, job: str) -> bool:
        """Whether this job has not come to its end since the last silence."""
        return EVERY_JOB in self.catching_up or job in self.catching_up


class NightlyRun(db.Model):
    """When a nightly job last came to its end."""

    __tablename__ = "nightly_runs"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    ran_at: Mapped[datetime]


class ErasureAnnouncement(db.Model):
    """That a rule erases ``many`` of ``what`` at ``night``: those whose time is over by then."""

    __tablename__ = "erasure_announcements"
    __table_args__ = (UniqueConstraint("what", "night"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(40))
    night: Mapped[datetime]
    many: Mapped[int]
    announced_at: Mapped[datetime]
