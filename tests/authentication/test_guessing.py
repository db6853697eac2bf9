"""Who guesses at codes, waits too long or comes with an old cookie gets nowhere."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Session
from chapter.security import throttle
from tests import factories
from tests.authentication.sign_in import give_code, give_password, is_in, recovery_codes, subjects
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, code_at


def test_the_sixth_try_is_refused_even_with_the_right_code(client: Browser, clock: MovableClock) -> None:
    """Incident 24."""
    account = factories.an_account("events")
    give_password(client, account)
    assert [give_code(client, f"{number:06}").status for number in range(5)] == [422] * 5
    assert give_code(client, code_at(TODAY)).status == 429
    clock.forward(minutes=16)
    give_password(client, account)
    assert give_code(client, code_at(clock.now())).status == 303


def test_guesses_from_everywhere_and_after_signing_in_anew_count_together(app: Flask) -> None:
    account = factories.an_account("events")
    for number in range(5):
        browser = Browser(app, f"203.0.113.{number}")
        give_password(browser, account)
        assert give_code(browser, f"{number:06}").status == 422
    elsewhere = Browser(app, "198.51.100.7")
    give_password(elsewhere, account)
    assert give_code(elsewhere, code_at(TODAY)).status == 429


def test_two_hundred_guesses_within_a_day_reach_the_limit_of_a_day(
    client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account("events")
    let_through = 0
    for number in range(200):
        if number % 10 == 0:
            clock.forward(minutes=16)
            give_password(client, account)
        let_through += give_code(client, f"{number:06}").status == 422
    assert let_through == throttle.SECOND_FACTOR_IN_A_DAY.most
    assert subjects().count("Someone is guessing your codes") == 1


def test_whoever_guesses_does_not_keep_her_from_her_recovery_codes(client: Browser) -> None:
    account = factories.an_account("events")
    kept = recovery_codes(account)
    give_password(client, account)
    assert [give_code(client, f"{number:06}").status for number in range(6)] == [422] * 5 + [429]
    assert give_code(client, kept[0]).status == 303


def test_recovery_codes_are_not_guessed_without_end(client: Browser) -> None:
    give_password(client, factories.an_account("events"))
    tries = [give_code(client, f"abcd-efgh-ij{number:02}").status for number in range(11)]
    assert tries == [422] * 10 + [429]


def test_a_right_code_begins_the_count_anew(client: Browser, clock: MovableClock) -> None:
    account = factories.an_account("events")
    for _ in range(4):
        give_password(client, account)
        assert [give_code(client, "000000").status for _ in range(4)] == [422] * 4
        clock.forward(seconds=30)
        assert give_code(client, code_at(clock.now())).status == 303


def test_a_right_password_waits_ten_minutes(client: Browser, clock: MovableClock) -> None:
    give_password(client, factories.an_account("events"))
    clock.forward(minutes=11)
    assert give_code(client, code_at(clock.now())).location == "/signin"
    assert client.get("/signin/second", follow=False).location == "/signin"
    assert not is_in(client)


def test_a_closed_account_does_not_get_past_its_second_factor(client: Browser) -> None:
    account = factories.an_account("events")
    give_password(client, account)
    with db.writing():
        account.disabled_at = TODAY
    assert give_code(client, code_at(TODAY)).location == "/signin"
    assert not is_in(client)


def test_the_cookie_that_waited_is_of_no_use_afterwards(app: Flask, client: Browser) -> None:
    """Fixation: whoever planted or copied the cookie of a half sign-in gets nothing of the whole one."""
    account = factories.an_account("events")
    give_password(client, account)
    thief = Browser(app)
    with client.flask.session_transaction(**client.site) as cookie:
        copied = dict(cookie)
    thief.put_into_cookie(**copied)
    assert give_code(client, code_at(TODAY)).status == 303
    assert is_in(client)
    assert not is_in(thief)
    assert give_code(thief, code_at(TODAY + timedelta(seconds=30))).location == "/signin"


def test_a_waiting_session_stands_in_no_list(client: Browser, another: Browser) -> None:
    account = factories.an_account("events")
    factories.sign_in(client, account=account)
    give_password(another, account)
    assert len(list(db.session.scalars(select(Session)))) == 2
    assert client.get("/account").main.count("This browser") == 1
    assert "Last used" not in client.get("/account").main
