"""A clock that was ahead is put back: nothing waits for the time that it said."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import OneUseLink, Session
from chapter.broadcasts import tasks
from chapter.broadcasts.models import Broadcast
from chapter.mail import rules as mail
from chapter.mail import throttle as mail_throttle
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.office.rules import clock_correction
from chapter.security import throttle
from chapter.worker import Worker
from tests.authentication.mailed_links import an_invitation
from tests.authentication.sign_in import give_code, give_password
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.events_office.changes import cancel
from tests.factories import TODAY, a_beat, a_booking, an_account, an_event, sign_in
from tests.worker_fixture import fresh, queued_mail, run_worker

HERS = "ana@example.test"
BACK = TODAY + timedelta(hours=1)


def pressed(client: Browser, clock: MovableClock) -> None:
    """The clock is put back, and a director says that it is right."""
    clock.at(BACK)
    sign_in(client, "director")
    client.get("/office/").form("is-right").press()
    db.session.expire_all()


def paced(about: int, now: datetime) -> Mail:
    with db.writing():
        letter = Letter("events.changed", "Hello", "Hello.\n", about=("rsvps", about))
        queued = mail.queue(letter, to=("", HERS), now=now)
        mail_throttle.throttle_mails(HERS, now=now)
    return queued


@pytest.mark.parametrize("ahead", [timedelta(days=1.9), timedelta(days=3)])
def test_a_canceled_event_is_told_soon_and_not_when_the_wrong_clock_said(
    app: Flask, ahead: timedelta
) -> None:
    event = an_event("Long Table", starts_at=TODAY + timedelta(days=30))
    a_booking(event)
    cancel(event, TODAY + ahead)
    while tasks.send_due(BACK):
        pass
    assert db.session.scalars(select(Broadcast)).one().sent_at == BACK
    assert db.session.scalars(select(Mail).where(Mail.kind == "events.called_off")).one().due_at == BACK


def test_seven_mails_to_one_address_wait_for_room_and_not_for_years(
    client: Browser, clock: MovableClock
) -> None:
    a_beat()
    wrong = clock.forward(days=400)
    a_beat()
    for about in range(7):
        first = paced(about, wrong)
    assert first.due_at > wrong
    pressed(client, clock)
    first = fresh(first)
    assert (first.held, first.due_at) == (True, BACK)
    later = [paced(10 + n, BACK + timedelta(hours=3 * n)) for n in range(7)]
    assert [one.due_at - one.created_at for one in later] == [timedelta()] * 7


def test_even_before_the_press_none_waits_behind_what_a_wrong_clock_held_back(app: Flask) -> None:
    for about in range(7):
        paced(about, TODAY + timedelta(days=400))
    assert max(paced(10 + n, TODAY).due_at for n in range(7)) <= TODAY + timedelta(hours=1)


def test_tries_that_a_wrong_clock_counted_are_void(client: Browser, clock: MovableClock) -> None:
    account = an_account("events")
    clock.forward(days=400)
    give_password(client, account)
    assert [give_code(client, f"{number:06}").status for number in range(6)] == [422] * 5 + [429]
    clock.at(BACK)
    give_password(client, account)
    assert give_code(client, "000000").status == 422


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(minutes=1)])
def test_the_clocks_of_two_machines_may_differ_a_little(app: Flask, ahead: timedelta) -> None:
    for _ in range(5):
        throttle.enforce((throttle.SECOND_FACTOR, "1"), now=TODAY + ahead)
    with pytest.raises(throttle.TooManyAttempts):
        throttle.enforce((throttle.SECOND_FACTOR, "1"), now=TODAY)
    with pytest.raises(throttle.TooManyAttempts):
        throttle.require_under_limit(throttle.SECOND_FACTOR, "1", now=TODAY)


def test_a_wait_of_days_is_said_in_days() -> None:
    said = [
        throttle.TooManyAttempts(throttle.INVITATIONS, TODAY + wait, TODAY).sentence.rpartition("in ")[2]
        for wait in (timedelta(minutes=90), timedelta(hours=47), timedelta(days=2), timedelta(days=30))
    ]
    assert said == ["90 minutes.", "47 hours.", "2 days.", "30 days."]


def test_a_clock_that_comes_back_before_it_was_doubted_is_set_right_too(
    app: Flask, clock: MovableClock
) -> None:
    worker = Worker(app)
    run_worker(worker)
    wrong = clock.forward(days=1, hours=20)
    run_worker(worker)
    ahead = queued_mail(created_at=wrong, due_at=wrong)
    clock.at(BACK)
    run_worker(worker)
    assert (fresh(ahead).held, fresh(ahead).due_at) == (True, BACK)


def test_links_and_sessions_of_a_wrong_clock_last_no_longer_than_others(
    app: Flask, clock: MovableClock
) -> None:
    _, link = an_invitation()
    wrong = TODAY + timedelta(days=400)
    account = an_account("events")
    with db.writing():
        link.created_at, link.expires_at = wrong, wrong + timedelta(days=7)
        session = Session(account=account, token_hash="x" * 64, created_at=wrong, seen_at=wrong)
        db.session.add(session)
    with db.writing():
        clock_correction.correct_times(now=BACK)
    db.session.expire_all()
    assert db.session.get_one(OneUseLink, link.id).expires_at == BACK + timedelta(days=7)
    session = db.session.get_one(Session, session.id)
    assert session.alive(BACK)
    assert not session.alive(BACK + timedelta(days=15))
