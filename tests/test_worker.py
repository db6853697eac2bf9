"""The worker: each job when it is due, one that fails is tried again, and the others go on."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db, schedule
from chapter.schedule import JOBS, Job
from chapter.security import throttle
from chapter.security.models import AttemptCount
from chapter.security.throttle import RSVP
from chapter.worker import Worker
from tests.conftest import MovableClock
from tests.factories import TODAY


class Counted:
    """Work that counts how often it was done, and finds ``left`` things to do."""

    def __init__(self, *left: int) -> None:
        self.left, self.times = list(left), list[datetime]()

    def __call__(self, now: datetime) -> int:
        self.times.append(now)
        return self.left.pop(0) if self.left else 0


def test_a_job_runs_when_it_is_due_and_not_before(app: Flask, clock: MovableClock) -> None:
    work = Counted()
    worker = Worker(app, [Job("count", timedelta(minutes=5), work, irreversible=False)])
    assert not worker.run_due()
    clock.forward(minutes=4)
    worker.run_due()
    clock.forward(minutes=2)
    worker.run_due()
    assert work.times == [TODAY, TODAY + timedelta(minutes=6)]


def test_while_there_is_something_to_do_it_runs_again_at_once(app: Flask) -> None:
    work = Counted(50, 50, 3)
    worker = Worker(app, [Job("count", timedelta(minutes=5), work, irreversible=False)])
    assert [worker.run_due() for _ in range(5)] == [True, True, True, False, False]
    assert len(work.times) == 4


def test_a_job_that_fails_is_tried_again_and_the_others_go_on(app: Flask, clock: MovableClock) -> None:
    tries: list[datetime] = []

    def fails(now: datetime) -> int:
        tries.append(now)
        raise RuntimeError("the disk is full")

    work = Counted()
    worker = Worker(
        app,
        [
            Job("fails", timedelta(seconds=1), fails, irreversible=False),
            Job("count", timedelta(seconds=1), work, irreversible=False),
        ],
    )
    worker.run_due()
    clock.forward(seconds=2)
    worker.run_due()
    clock.forward(seconds=30)
    worker.run_due()
    assert tries == [TODAY, TODAY + timedelta(seconds=32)]
    assert len(work.times) == 3


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 9, 30, tzinfo=UTC)),
        (datetime(2027, 3, 13, 20, 0, tzinfo=UTC), datetime(2027, 3, 14, 8, 30, tzinfo=UTC)),
    ],
    ids=["tomorrow", "tonight", "the night on which summer time begins"],
)
def test_nightly_jobs_run_by_the_chapter_s_own_clock(app: Flask, now: datetime, then: datetime) -> None:
    assert Job("nightly", None, Counted(), irreversible=False).next_after(now) == then


def test_every_job_of_the_schedule_may_run_on_an_empty_chapter_twice(app: Flask) -> None:
    for job in (*JOBS, *JOBS):
        assert job.work(TODAY) == 0
        db.session.rollback()


def test_limits_that_have_ended_are_forgotten(app: Flask) -> None:
    throttle.enforce((RSVP, "ana"), now=TODAY)
    schedule._forget_limits(TODAY + timedelta(days=1))
    assert db.first(select(AttemptCount)) is None


def test_mail_leaves_while_stripe_is_silent(app: Flask) -> None:
    """Whoever waits outside in one lane keeps nobody of another waiting."""
    answers, left = threading.Event(), threading.Event()

    def silent(_now: datetime) -> int:
        answers.wait()
        return 0

    def leaves(_now: datetime) -> int:
        left.set()
        return 0

    worker = Worker(
        app,
        [
            Job("mail", timedelta(seconds=1), leaves, irreversible=False),
            Job("ask", timedelta(seconds=1), silent, schedule.STRIPE_LANE, irreversible=False),
        ],
    )
    beside = threading.Thread(target=worker._work, args=[schedule.STRIPE_LANE])
    beside.start()
    worker.run_due(schedule.MAIN_LANE)
    assert left.is_set()
    worker.stopping.set()
    answers.set()
    beside.join()


def test_only_what_asks_stripe_or_the_store_of_files_is_in_their_lanes() -> None:
    asks = {job.name for job in JOBS if job.work.__module__.startswith("chapter.payments")}
    assert {job.name for job in JOBS if job.lane == schedule.STRIPE_LANE} == asks
    stores = {job.name for job in JOBS if job.work.__module__ == "chapter.media.tasks"}
    assert {job.name for job in JOBS if job.lane == schedule.FILES_LANE} == stores
    assert JOBS[0].lane == schedule.MAIN_LANE
