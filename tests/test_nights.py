"""Nightly jobs run at night, not at each start; what a rule erases is announced a day before."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.heartbeat import erasure_announcements, nightly_runs
from chapter.heartbeat.models import ErasureAnnouncement
from chapter.schedule import Job
from chapter.worker import Worker
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, the_chapter
from tests.membership.members import a_level, an_application
from tests.worker_fixture import (
    TONIGHT,
    YEAR,
    book_guests,
    confirm_clock,
    queued_mail,
    run_nights,
    run_worker,
    unerased_count,
)


def test_nightly_jobs_do_not_run_because_a_worker_starts(app: Flask, clock: MovableClock) -> None:
    done: list[datetime] = []

    def work(now: datetime) -> int:
        done.append(now)
        return 0

    nightly = Job("nightly", None, work, irreversible=True)
    for _ in range(3):
        run_worker(Worker(app, [nightly]))
    clock.at(TONIGHT - timedelta(seconds=1))
    run_worker(Worker(app, [nightly]))
    assert done == []
    clock.at(TONIGHT + timedelta(hours=5))
    for _ in range(3):
        run_worker(Worker(app, [nightly]))
    assert done == [TONIGHT + timedelta(hours=5)]
    clock.at(TONIGHT + timedelta(days=1))
    run_worker(Worker(app, [nightly]))
    assert len(done) == 2


def test_a_night_that_was_not_finished_is_gone_on_with_after_a_kill(app: Flask, clock: MovableClock) -> None:
    left = [5, 5]
    job = Job("nightly", None, lambda _now: left.pop() if left else 0, irreversible=True)
    Worker(app, [job]).run_due()
    clock.at(TONIGHT)
    Worker(app, [job]).run_due()
    run_worker(Worker(app, [job]))
    assert left == []
    assert not nightly_runs.is_due("nightly", clock.now(), the_chapter().zone_info)


def test_what_a_rule_erases_is_announced_a_day_before(app: Flask, clock: MovableClock) -> None:
    book_guests(3)
    worker = Worker(app)
    clock.at(TODAY + YEAR - timedelta(hours=6))
    run_worker(worker)
    run_nights(worker, clock, 1)
    said = db.session.scalars(select(ErasureAnnouncement).where(ErasureAnnouncement.what == "guests")).all()
    assert [(one.count, unerased_count()) for one in said] == [(3, 3)]
    run_nights(worker, clock, 1)
    assert unerased_count() == 0


def test_what_came_in_after_the_announcement_stays_a_day_longer(app: Flask, clock: MovableClock) -> None:
    book_guests(2)
    worker = Worker(app)
    clock.at(TODAY + YEAR)
    run_worker(worker)
    run_nights(worker, clock, 1)
    event = db.session.scalars(select(Rsvp)).first().event  # type: ignore[union-attr]  # it is there
    a_booking(event, now=TODAY)
    run_nights(worker, clock, 1)
    assert unerased_count() == 3
    run_nights(worker, clock, 1)
    assert unerased_count() == 0


def test_a_shorter_time_in_the_settings_is_announced_first(app: Flask, clock: MovableClock) -> None:
    book_guests(2)
    worker = Worker(app)
    clock.at(TODAY + timedelta(days=100))
    run_worker(worker)
    run_nights(worker, clock, 1)
    with db.writing():
        the_chapter(guest_days=30)
    run_nights(worker, clock, 1)
    assert unerased_count() == 2
    run_nights(worker, clock, 1)
    assert unerased_count() == 0


def test_two_workers_announce_once_and_erase_what_was_announced(app: Flask, clock: MovableClock) -> None:
    book_guests(2)
    workers = [Worker(app), Worker(app)]
    clock.at(TODAY + YEAR)
    for _ in range(2):
        for worker in workers:
            run_worker(worker)
        clock.forward(days=1)
    for worker in workers:
        run_worker(worker)
    each = select(func.count()).group_by(ErasureAnnouncement.what, ErasureAnnouncement.night)
    assert set(db.session.scalars(each.select_from(ErasureAnnouncement))) == {1}


def test_a_wrong_clock_that_somebody_calls_right_erases_nobody_on_that_day(
    app: Flask, clock: MovableClock
) -> None:
    book_guests(3)
    worker = Worker(app)
    run_worker(worker)
    run_nights(worker, clock, 2)
    clock.forward(days=400)
    run_worker(worker)
    confirm_clock(clock.now())
    clock.forward(minutes=1)
    run_worker(worker)
    assert unerased_count() == 3
    assert [
        one.count
        for one in db.session.scalars(erasure_announcements.upcoming(clock.now()))
        if one.what == "guests"
    ] == [3]


def test_applications_and_words_of_mails_are_announced_as_well(app: Flask, clock: MovableClock) -> None:
    queued_mail("Sent", sent_at=TODAY)
    an_application(a_level(), sent=False)
    clock.at(TODAY + timedelta(days=31))
    worker = Worker(app)
    run_worker(worker)
    run_nights(worker, clock, 1)
    said = {one.what: one.count for one in db.session.scalars(erasure_announcements.upcoming(clock.now()))}
    assert said == {"mails": 1, "applications": 1}
