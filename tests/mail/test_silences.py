"""What was due while the background program was off, or in a copy of a chapter, is held back."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from chapter import db
from chapter.heartbeat import queries as pulse
from chapter.mail import held_mails, kinds, rules
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.schedule import Job
from chapter.worker import Worker
from tests.conftest import MovableClock
from tests.factories import TODAY, a_beat, an_event
from tests.mail.conftest import Server
from tests.mail.conftest import server as server
from tests.worker_fixture import confirm_clock, fresh, mail_task, queued_mail, run_worker


@pytest.mark.parametrize(("hours", "minutes", "held"), [(5, 59, False), (6, 1, True)])
def test_after_six_hours_of_silence_what_was_due_before_is_held_back(
    app: Flask, clock: MovableClock, hours: int, minutes: int, held: bool
) -> None:
    run_worker(Worker(app))
    old = queued_mail()
    clock.forward(hours=hours, minutes=minutes)
    run_worker(Worker(app))
    old = fresh(old)
    assert (old.held, old.sent_at is None) == (held, held)


def test_a_fresh_chapter_holds_nothing(app: Flask, clock: MovableClock) -> None:
    old = queued_mail()
    clock.forward(hours=9)
    run_worker(Worker(app))
    assert fresh(old).sent_at is not None


def test_a_new_chapter_with_a_mail_server_sends_its_first_invitation_whenever_the_worker_starts(
    app: Flask, clock: MovableClock, server: Server
) -> None:
    first = queued_mail(kind="people.invitation")
    clock.forward(hours=7)
    run_worker(Worker(app))
    assert (fresh(first).held, len(server.mails)) == (False, 1)


def test_what_waits_later_for_a_mail_server_is_held_and_the_first_invitation_is_not(
    app: Flask, clock: MovableClock
) -> None:
    first = queued_mail(kind="people.invitation")
    clock.forward(minutes=1)
    a_beat()
    clock.forward(minutes=1)
    later = queued_mail(created_at=clock.now(), due_at=clock.now())
    now = clock.forward(hours=7)
    assert held_mails.begins_after_outage(now)
    with db.writing():
        held_mails.hold_late(now=now)
    assert (fresh(first).held, fresh(later).held) == (False, True)


@pytest.mark.parametrize("asleep", [timedelta(days=2), timedelta(hours=5)])
def test_a_copy_from_before_the_pulse_holds_what_was_due_and_an_update_in_place_does_not(
    app: Flask, clock: MovableClock, asleep: timedelta
) -> None:
    queued_mail("Sent", sent_at=TODAY)
    old = queued_mail()
    clock.forward(seconds=asleep.total_seconds())
    run_worker(Worker(app, [Job("remind", timedelta(minutes=1), mail_task("Reminder"), irreversible=True)]))
    reminder = db.session.scalars(select(Mail).where(Mail.subject == "Reminder")).one()
    silent = asleep > timedelta(hours=6)
    assert (fresh(old).held, reminder.held) == (silent, silent)


def test_a_copy_in_which_no_mail_ever_left_is_known_by_its_events(app: Flask, clock: MovableClock) -> None:
    an_event()
    old = queued_mail()
    clock.forward(days=2)
    run_worker(Worker(app))
    assert fresh(old).held


def test_a_new_mail_leaves_at_once_after_the_silence(app: Flask, clock: MovableClock) -> None:
    run_worker(Worker(app))
    clock.forward(hours=9)
    worker = Worker(app)
    new = queued_mail("New", created_at=clock.now(), due_at=clock.now())
    run_worker(worker)
    assert fresh(new).sent_at == clock.now()


def test_a_link_to_sign_in_lapses_and_a_receipt_is_held(app: Flask, clock: MovableClock) -> None:
    run_worker(Worker(app))
    link, receipt = queued_mail(kind="people.signin_link"), queued_mail(kind="giving.receipt")
    clock.forward(hours=9)
    run_worker(Worker(app))
    link = fresh(link)
    assert (link.withdrawn_at, link.sent_at, link.failure) == (clock.now(), None, held_mails.LAPSED)
    assert fresh(receipt).held


def test_what_lapses_is_what_its_reader_asked_for(app: Flask) -> None:
    lapsing = {kind.name for kind in kinds.all_kinds().values() if kind.lapses}
    assert lapsing == {"people.signin_link", "people.reset_link", "privacy.link", "mail.sample"}


def test_a_mail_that_was_tried_before_the_silence_is_held_though_its_next_try_is_later(
    app: Flask, clock: MovableClock
) -> None:
    run_worker(Worker(app))
    tried = queued_mail(attempts=3, due_at=TODAY + timedelta(hours=8))
    later = queued_mail("A card for next week", due_at=TODAY + timedelta(days=7))
    clock.forward(hours=9)
    run_worker(Worker(app))
    assert fresh(tried).held
    assert not fresh(later).held


def test_two_workers_find_one_silence(app: Flask, clock: MovableClock) -> None:
    run_worker(Worker(app))
    clock.forward(hours=9)
    with capture_logs() as said:
        for worker in (Worker(app), Worker(app)):
            run_worker(worker)
    silent = [one["seconds"] for one in said if one["event"] == "worker_was_silent"]
    assert silent == [9 * 3600, 0]


def test_a_reminder_that_was_due_in_the_silence_is_held_and_the_next_one_leaves(
    app: Flask, clock: MovableClock
) -> None:
    again: list[int] = []

    def work(now: datetime) -> int:
        again.append(1)
        with db.writing():
            rules.queue(
                Letter("events.message", f"Round {len(again)}", "Hi.\n"), to=("Ana", "a@x.test"), now=now
            )
        return 0

    job = Job("remind", timedelta(minutes=1), work, irreversible=True)
    a_beat(TODAY)
    clock.forward(hours=9)
    worker = Worker(app, [job])
    worker.run_due()
    clock.forward(minutes=1)
    worker.run_due()
    held = {mail.subject: mail.held for mail in db.session.scalars(select(Mail))}
    assert held == {"Round 1": True, "Round 2": False}


def test_a_worker_killed_while_it_catches_up_holds_the_rest_back_too(app: Flask, clock: MovableClock) -> None:
    a_beat(TODAY)
    clock.forward(hours=9)
    job = Job("remind", timedelta(minutes=1), mail_task("One"), irreversible=True)
    Worker(app, [job]).run_due()
    clock.forward(seconds=20)
    run_worker(Worker(app, [Job("remind", timedelta(minutes=1), mail_task("Two"), irreversible=True)]))
    assert {mail.subject: mail.held for mail in db.session.scalars(select(Mail))} == {
        "One": True,
        "Two": True,
    }


def test_after_a_long_silence_and_the_press_what_was_due_is_held_as_well(
    app: Flask, clock: MovableClock
) -> None:
    a_beat(TODAY)
    clock.forward(days=5)
    job = Job("remind", timedelta(minutes=1), mail_task("Reminder"), irreversible=True)
    worker = Worker(app, [job])
    worker.run_due()
    assert db.first(select(Mail)) is None
    confirm_clock(clock.now())
    clock.forward(seconds=16)
    run_worker(worker)
    assert db.session.scalars(select(Mail)).one().held


def test_the_sample_chapter_goes_on_after_days_without_being_asked(app: Flask, clock: MovableClock) -> None:
    a_beat(TODAY)
    clock.forward(days=5)
    app.config["CHAPTER_ENV"] = "demo"
    try:
        worker = Worker(app)
    finally:
        app.config["CHAPTER_ENV"] = "test"
    worker.run_due()
    assert pulse.is_clock_trusted(clock.now())
