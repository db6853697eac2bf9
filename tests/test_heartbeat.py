"""The worker’s heartbeat: written every few seconds, before any job runs."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from structlog.testing import capture_logs

from chapter import db
from chapter.heartbeat import queries as pulse
from chapter.heartbeat import rules as beating
from chapter.schedule import Job
from chapter.worker import Worker
from tests.conftest import MovableClock
from tests.factories import TODAY


def test_the_pulse_is_written_every_fifteen_seconds_and_not_more_often(
    app: Flask, clock: MovableClock
) -> None:
    job = Job("count", timedelta(seconds=1), lambda _now: 0, irreversible=False)
    worker = Worker(app, [job])
    seen = []
    for _ in range(4):
        worker.run_due()
        db.end_reading()
        seen.append(pulse.current().last_beat_at)
        clock.forward(seconds=8)
    assert seen == [TODAY, TODAY, TODAY + timedelta(seconds=16), TODAY + timedelta(seconds=16)]


def test_no_job_runs_before_the_pulse_is_written(
    app: Flask, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[datetime] = []

    def work(now: datetime) -> int:
        done.append(now)
        return 0

    def locked(*_args: object, **_more: object) -> None:
        raise RuntimeError("the database is locked")

    worker = Worker(app, [Job("count", timedelta(seconds=1), work, irreversible=False)])
    with monkeypatch.context() as broken, capture_logs() as said:
        broken.setattr(beating, "record_beat", locked)
        worker.run_due()
    assert (done, [one["event"] for one in said]) == ([], ["pulse_failed"])
    clock.forward(seconds=5)
    worker.run_due()
    assert done == [TODAY + timedelta(seconds=5)]
