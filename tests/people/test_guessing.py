"""Who guesses at codes, waits too long or comes with an old cookie gets nowhere."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.people.models import Session
from chapter.web import limits
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, code_at
from tests.people.entering import give, is_in, recovery_codes, subjects, try_in


def test_the_sixth_try_is_refused_even_with_the_right_code(client: Browser, clock: MovableClock) -> None:
    """Incident 24."""
    account = factories.an_account("events")
    try_in(client, account)
    assert [give(client, f"{number:06}").status for number in range(5)] == [422] * 5
    assert give(client, code_at(TODAY)).status == 429
    clock.forward(minutes=16)
    try_in(client, account)
    assert give(client, code_at(clock.now())).status == 303


def test_guesses_from_everywhere_and_after_signing_in_anew_count_together(app: Flask) -> None:
    account = factories.an_account("events")
    for number in range(5):
        browser = Browser(app, f"203.0.113.{number}")
        try_in(browser, account)
        assert give(browser, f"{number:06}").status == 422
    elsewhere = Browser(app, "198.51.100.7")
    try_in(elsewhere, account)
    assert give(elsewhere, code_at(TODAY)).status == 429


def test_two_hundred_guesses_within_a_day_reach_the_limit_of_a_day(
    client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account("events")
    let_through = 0
    for number in range(200):
        if number % 10 == 0:
            clock.forward(minutes=16)
            try_in(client, account)
        let_through += give(client, f"{number:06}").status == 422
    assert let_through == limits.SECOND_FACTOR_IN_A_DAY.most
    assert subjects().count("Somebody guesses at your codes") == 1


def test_whoever_guesses_does_not_keep_her_from_her_recovery_codes(client: Browser) -> None:
    account = factories.an_account("events")
    kept = recovery_codes(account)
    try_in(client, account)
    assert [give(client, f"{number:06}").status for number in range(6)] == [422] * 5 + [429]
    assert give(client, kept[0]).status == 303


def test_recovery_codes_are_not_guessed_without_end(client: Browser) -> None:
    try_in(client, factories.an_account("events"))
    tries = [give(client, f"abcd-efgh-ij{number:02}").status for number in range(11)]
    assert tries == [422] * 10 + [429]


def test_a_right_code_begins_the_count_anew(client: Browser, clock: MovableClock) -> None:
    account = factories.an_account("events")
    for _ in range(4):
        try_in(client, account)
        assert [give(client, "000000").status for _ in range(4)] == [422] * 4
        clock.forward(seconds=30)
        assert give(client, code_at(clock.now())).status == 303


def test_a_right_password_waits_ten_minutes(client: Browser, clock: MovableClock) -> None:
    try_in(client, factories.an_account("events"))
    clock.forward(minutes=11)
    assert give(client, code_at(clock.now())).location == "/signin"
    assert client.get("/signin/second", follow=False).location == "/signin"
    assert not is_in(client)


def test_a_closed_account_does_not_get_past_its_second_factor(client: Browser) -> None:
    account = factories.an_account("events")
    try_in(client, account)
    with db.writing():
        account.disabled_at = TODAY
    assert give(client, code_at(TODAY)).location == "/signin"
    assert not is_in(client)


def test_the_cookie_that_waited_is_of_no_use_afterwards(app: Flask, client: Browser) -> None:
    """Fixation: whoever planted or copied the cookie of a half sign-in gets nothing of the whole one."""
    account = factories.an_account("events")
    try_in(client, account)
    thief = Browser(app)
    with client.flask.session_transaction(**client.site) as cookie:
        copied = dict(cookie)
    thief.put_into_cookie(**copied)
    assert give(client, code_at(TODAY)).status == 303
    assert is_in(client)
    assert not is_in(thief)
    assert give(thief, code_at(TODAY + timedelta(seconds=30))).location == "/signin"


def test_a_waiting_session_stands_in_no_list(client: Browser, another: Browser) -> None:
    account = factories.an_account("events")
    factories.sign_in(client, account=account)
    try_in(another, account)
    assert len(list(db.session.scalars(select(Session)))) == 2
    assert client.get("/account").main.count("This browser") == 1
    assert "Last seen" not in client.get("/account").main
