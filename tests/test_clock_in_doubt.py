"""A clock that jumps: nothing is done that can’t be taken back until somebody says that it is right."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.bookings.rules import bookings, waitlist
from chapter.events.models import OFFER
from chapter.heartbeat import queries as pulse
from chapter.heartbeat.models import ErasureAnnouncement
from chapter.mail import rules
from chapter.mail.rules import Letter
from chapter.schedule import JOBS, Job
from chapter.worker import Worker
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_beat, a_booking, an_event
from tests.worker_fixture import (
    book_guests,
    confirm_clock,
    fresh,
    queued_mail,
    run_worker,
    unerased_count,
    withdrawn_count,
)


def test_every_job_says_whether_what_it_does_can_be_taken_back() -> None:
    with pytest.raises(TypeError, match="irreversible"):
        Job("new", None, lambda _now: 0)  # type: ignore[call-arg]  # that it is missing is what is tested
    harmless = {job.name for job in JOBS if not job.irreversible}
    assert harmless == {
        "send mail", "follow zone law", "work off Stripe's events", "ask about open orders",
        "look at payments", "read Stripe's lines", "send refunds", "void what was undone", "arrange hellos",
        "watch mail", "delete files",
    }  # fmt: skip


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400), timedelta(days=2, seconds=1)])
def test_a_clock_that_jumps_erases_nobody_and_withdraws_nothing(
    app: Flask, clock: MovableClock, jump: timedelta
) -> None:
    run_worker(Worker(app))
    book_guests()
    waiting = [queued_mail(due_at=TODAY + timedelta(days=n)) for n in (1, 30, 300)]
    clock.at(TODAY + jump)
    restarted = Worker(app)
    run_worker(restarted)
    clock.forward(days=1)
    run_worker(restarted)
    assert unerased_count() == 3
    assert withdrawn_count() == 0
    assert [fresh(mail).sent_at for mail in waiting] == [None, None, None]
    assert pulse.current().doubted_at is not None
    assert db.session.scalar(select(func.count()).select_from(ErasureAnnouncement)) == 0


def test_a_clock_that_jumps_while_the_worker_runs_is_doubted_before_any_job(
    app: Flask, clock: MovableClock
) -> None:
    done: list[datetime] = []

    def erase(now: datetime) -> int:
        done.append(now)
        return 0

    worker = Worker(app, [Job("erase", timedelta(seconds=1), erase, irreversible=True)])
    worker.run_due()
    clock.forward(days=400)
    worker.run_due()
    assert done == [TODAY]
    assert not pulse.is_clock_trusted(clock.now())


def test_two_days_off_are_no_doubt(app: Flask, clock: MovableClock) -> None:
    run_worker(Worker(app))
    clock.forward(days=2)
    run_worker(Worker(app))
    assert pulse.current().doubted_at is None


def test_after_the_press_all_goes_on_once(app: Flask, clock: MovableClock) -> None:
    done: list[datetime] = []

    def erase(now: datetime) -> int:
        done.append(now)
        return 0

    worker = Worker(app, [Job("erase", timedelta(seconds=1), erase, irreversible=True)])
    worker.run_due()
    clock.forward(days=3)
    worker.run_due()
    assert confirm_clock(clock.now())
    assert not confirm_clock(clock.now())
    clock.forward(minutes=1)
    worker.run_due()
    assert done == [TODAY, TODAY + timedelta(days=3, minutes=1)]


def test_a_clock_that_comes_back_still_waits_for_somebody(app: Flask, clock: MovableClock) -> None:
    run_worker(Worker(app))
    clock.forward(days=400)
    run_worker(Worker(app))
    clock.at(TODAY + timedelta(hours=1))
    run_worker(Worker(app))
    assert not pulse.is_clock_trusted(clock.now())
    confirm_clock(clock.now())
    assert pulse.is_clock_trusted(clock.now())


def test_of_two_workers_one_with_a_wrong_clock_stops_both(app: Flask, clock: MovableClock) -> None:
    right, wrong = Worker(app), Worker(app)
    right.run_due()
    clock.forward(days=400)
    wrong.run_due()
    clock.at(TODAY + timedelta(seconds=20))
    right.run_due()
    assert not pulse.is_clock_trusted(clock.now())
    confirm_clock(clock.now())
    clock.forward(days=400)
    wrong.run_due()
    assert pulse.current().doubted_at == clock.now()


def test_where_the_clock_was_set_back_jobs_run_at_once(app: Flask, clock: MovableClock) -> None:
    done: list[datetime] = []

    def work(now: datetime) -> int:
        done.append(now)
        return 0

    worker = Worker(app, [Job("count", timedelta(minutes=1), work, irreversible=False)])
    worker.run_due()
    clock.forward(days=-1)
    worker.run_due()
    assert done == [TODAY, TODAY - timedelta(days=1)]


def test_a_link_to_sign_in_leaves_though_the_clock_is_in_doubt(app: Flask, clock: MovableClock) -> None:
    run_worker(Worker(app))
    old = queued_mail("Old")
    clock.forward(days=400)
    worker = Worker(app)
    worker.run_due()
    with db.writing():
        link = rules.queue(
            Letter("people.signin_link", "Sign in", "Hi.\n"), to=("", "d@x.test"), now=clock.now()
        )
    clock.forward(seconds=2)
    worker.run_due()
    assert fresh(link).sent_at is not None
    assert fresh(old).sent_at is None


def test_offers_do_not_lapse_by_a_press_while_the_clock_is_in_doubt(app: Flask, clock: MovableClock) -> None:
    event = an_event(seats=2, when_free=OFFER, starts_at=TODAY + timedelta(days=600))
    first, other, waits = (a_booking(event) for _ in range(3))
    with db.writing():
        bookings.cancel(db.lock(first), by=GUEST, now=TODAY)
    assert waits.offered_until is not None
    a_beat(TODAY)
    clock.forward(days=400)
    with db.writing():
        bookings.cancel(db.lock(other), by=GUEST, now=clock.now())
    assert waits.offered_until is not None
    a_beat(clock.now())
    confirm_clock(clock.now())
    with db.writing():
        waitlist.promote(db.lock(event), now=clock.now())
    assert waits.offered_until is None
