"""Today says that the background program is off, asks about the clock, and says what is erased tomorrow."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from chapter import db
from chapter.audit import Entry
from chapter.heartbeat import erasure_announcements
from chapter.heartbeat import queries as pulse
from chapter.heartbeat.models import SILENT_AFTER
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_beat, a_writing, sign_in

OFF = "The background program isn’t running"
CLOCK = "Is the server’s clock right?"
BY_ITSELF = "is running normally"


def test_while_it_runs_all_of_it_runs_by_itself(client: Browser) -> None:
    a_beat()
    sign_in(client, "director")
    page = client.get("/office/")
    assert page.h1 == "Nothing needs your attention."
    assert f"Everything {BY_ITSELF}" in page.main
    assert OFF not in page.main


def test_within_two_minutes_today_says_that_it_is_off_since_when_and_what_to_do(
    client: Browser, clock: MovableClock
) -> None:
    a_beat()
    clock.forward(minutes=2)
    assert timedelta(minutes=2) > SILENT_AFTER
    sign_in(client, "director")
    page = client.get("/office/")
    assert page.h1 == "One thing needs your attention."
    assert OFF in page.main
    assert "It last ran on Monday, November 23, noon." in page.main
    assert "flask --app wsgi worker" in page.main
    assert BY_ITSELF not in page.main


def test_a_chapter_whose_worker_never_ran_is_told_so(client: Browser) -> None:
    sign_in(client, "director")
    assert "It has not run since setup." in client.get("/office/").main


def test_others_are_not_asked_about_the_machine_and_told_nothing_untrue(client: Browser) -> None:
    sign_in(client, "events")
    page = client.get("/office/")
    assert OFF not in page.main
    assert BY_ITSELF not in page.main


def test_the_log_is_told_once_in_a_while_that_no_worker_runs(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    app.extensions.pop(pulse.SAID_SO, None)

    def told(minutes: int) -> int:
        clock.forward(minutes=minutes)
        with capture_logs() as said:
            client.get("/readyz")
        return sum(one["event"] == "worker_silent" for one in said)

    assert [told(0), told(1), told(8), told(2)] == [1, 0, 0, 1]


def test_readyz_says_when_a_worker_was_seen_and_takes_no_page_away_for_it(
    client: Browser, clock: MovableClock
) -> None:
    assert client.get("/readyz").json["worker"] == {"seen": None, "running": False}
    a_beat()
    page = client.get("/readyz")
    assert page.json["worker"] == {"seen": "2026-11-23T18:00:00+00:00", "running": True}
    clock.forward(minutes=2)
    page = client.get("/readyz")
    assert (page.status, page.json["status"], page.json["worker"]["running"]) == (200, "ready", False)


def in_doubt(clock: MovableClock, days: int = 400) -> datetime:
    a_beat()
    now = clock.forward(days=days)
    a_beat()
    return now


def test_the_clock_is_asked_about_with_the_time_it_shows(client: Browser, clock: MovableClock) -> None:
    in_doubt(clock)
    sign_in(client, "director")
    page = client.get("/office/")
    assert CLOCK in page.main
    assert "It says Tuesday, December 28, 2027, noon." in page.main
    assert "Before it jumped, it said Monday, November 23, 2026, noon." in page.main
    assert BY_ITSELF not in page.main


def test_the_press_is_noted_with_who_and_all_goes_on(client: Browser, clock: MovableClock) -> None:
    now = in_doubt(clock)
    director = sign_in(client, "director")
    page = client.get("/office/").form("is-right").press("The clock is right")
    assert "Clock confirmed. Everything runs again." in page.text
    assert CLOCK not in page.main
    assert pulse.is_clock_trusted(now)
    entry = db.session.scalars(select(Entry).where(Entry.record_kind == "heartbeat")).one()
    assert (entry.verb, entry.actor_person_id) == ("clock is right", director.id)
    assert "the server’s clock" in client.get("/office/log/").main


def test_pressed_twice_it_is_noted_once(client: Browser, clock: MovableClock) -> None:
    in_doubt(clock)
    sign_in(client, "director")
    form = client.get("/office/").form("is-right")
    form.press()
    form.press()
    assert len(db.session.scalars(select(Entry).where(Entry.record_kind == "heartbeat")).all()) == 1


def test_an_old_page_asks_to_look_at_the_time_once_more(client: Browser, clock: MovableClock) -> None:
    in_doubt(clock)
    sign_in(client, "director")
    form = client.get("/office/").form("is-right")
    now = clock.forward(hours=2)
    assert "Check the time again" in form.press().text
    assert not pulse.is_clock_trusted(now)


@pytest.mark.parametrize("saw", ["", "yesterday", "2027-12-28"])
def test_a_press_that_saw_no_time_says_nothing(client: Browser, clock: MovableClock, saw: str) -> None:
    in_doubt(clock)
    sign_in(client, "director")
    form = client.get("/office/").form("is-right").fill(saw=saw)
    assert "Check the time again" in form.press().text
    assert not pulse.is_clock_trusted(clock.now())


@pytest.mark.parametrize("role", ["events", "volunteers", "treasurer", "comms"])
def test_nobody_but_a_director_says_it(client: Browser, clock: MovableClock, role: str) -> None:
    now = in_doubt(clock)
    sign_in(client, role)
    assert CLOCK not in client.get("/office/").main
    assert client.post("/office/clock/is-right", saw=now.isoformat()).status == 403
    assert not pulse.is_clock_trusted(now)


def test_what_waited_longer_than_six_hours_is_held_back_by_the_press(
    client: Browser, clock: MovableClock
) -> None:
    with db.writing():
        mail.queue(Letter("events.message", "Old", "Hi.\n"), to=("Ana", "ana@example.test"), now=TODAY)
    in_doubt(clock, days=3)
    sign_in(client, "director")
    page = client.get("/office/").form("is-right").press()
    assert "One email is on hold." in page.text
    assert db.session.scalars(select(Mail)).one().held


def test_what_was_written_by_a_wrong_clock_is_held_and_its_tries_begin_again(
    client: Browser, clock: MovableClock
) -> None:
    wrong = in_doubt(clock)
    with db.writing():
        ahead = mail.queue(Letter("events.message", "A", "Hi.\n"), to=("Ana", "ana@example.test"), now=wrong)
        tried = mail.queue(Letter("events.message", "B", "Hi.\n"), to=("Ana", "ana@example.test"), now=TODAY)
        tried.attempts, tried.due_at, tried.leased_until = 1, wrong, wrong
    now = clock.at(TODAY + timedelta(hours=1))
    sign_in(client, "director")
    client.get("/office/").form("is-right").press()
    db.session.expire_all()
    assert ahead.held
    assert not tried.held
    assert tried.due_at == now
    assert tried.leased_until is None


def announced(what: str, many: int) -> None:
    night = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    with a_writing():
        erasure_announcements.announce(what, night=night, many=many, now=TODAY)


def test_what_is_erased_by_rule_is_said_a_day_before_with_where_the_rule_stands(client: Browser) -> None:
    a_beat()
    announced("guests", 12)
    announced("applications", 1)
    announced("mails", 1200)
    sign_in(client, "director")
    page = client.get("/office/")
    said = (
        "On Tuesday, November 24, at 3:30 a.m., Chapter will automatically erase names and answers in 12 "
        "bookings and sign-ups of guests from before Monday, November 24, 2025; one application; "
        "the text of 1,200 emails older than 30 days."
    )
    assert said in page.main
    assert 'id="guest_days"' in page.follow("Change this rule").html
    assert page.h1 == "Nothing needs your attention."


def test_nothing_is_announced_where_nothing_is_erased(client: Browser, clock: MovableClock) -> None:
    announced("guests", 0)
    sign_in(client, "director")
    assert "erased by rule" not in client.get("/office/").main
