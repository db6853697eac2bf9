"""Signing in by password: who gets in, and what nobody learns by trying."""

import re
import statistics
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.models import Account, Session
from chapter.accounts.rules import accounts
from chapter.authentication import passwords
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.security.models import AttemptCount
from tests import factories
from tests.browser import Browser, Page
from tests.conftest import MovableClock

CHANGING = re.compile(r'name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"')


def try_in(client: Browser, email: str, password: str = factories.PASSWORD, **more: Any) -> Page:
    return client.post("/signin", email=email, password=password, follow=False, **more)


def bare(page: Page, email: str) -> str:
    """The page without its token and without what was typed."""
    return CHANGING.sub("", page.html).replace(email, "")


def test_the_right_password_leads_to_ones_account(client: Browser) -> None:
    account = factories.an_account()
    page = try_in(client, account.email)
    assert (page.status, page.location) == (303, "/me/")
    assert client.get("/account").status == 200


def test_staff_land_in_the_office(client: Browser) -> None:
    page = try_in(client, factories.an_account("events").email)
    assert page.location == "/signin/second"
    form = client.get(page.location).form("/second").fill(code=factories.code_at(factories.TODAY))
    assert form.press(follow=False).location == "/office/"
    assert try_in(client, factories.an_account("member").email).location == "/me/"


def test_the_case_of_an_email_does_not_matter(client: Browser) -> None:
    account = factories.an_account(email="Ana.Lopez@Example.test")
    assert try_in(client, "ANA.lopez@example.TEST").status == 303
    assert account.email == "Ana.Lopez@Example.test"


def test_wrong_unknown_closed_and_without_password_look_the_same_to_the_byte(client: Browser) -> None:
    known = factories.an_account()
    closed = factories.an_account(disabled_at=factories.TODAY)
    invited = factories.an_account(password_hash=None, proved_at=None)
    answers = {
        bare(try_in(client, known.email, "not-her-password"), known.email),
        bare(try_in(client, closed.email), closed.email),
        bare(try_in(client, invited.email), invited.email),
        bare(try_in(client, "nobody@example.test"), "nobody@example.test"),
    }
    assert len(answers) == 1
    assert accounts.WRONG_CREDENTIALS.partition(" ")[0] in answers.pop()


@pytest.mark.usefixtures("app", "slow_hashing")
def test_how_long_it_takes_does_not_tell_who_is_known(thorough: bool) -> None:
    """Incident 22. The rank statistic of both times is near one half."""
    kept = passwords.hashed(factories.PASSWORD)
    times: dict[bool, list[float]] = {True: [], False: []}
    passwords.matches(None, "warm")
    for _ in range(100 if thorough else 12):
        for known in (True, False):
            began = time.perf_counter()
            assert not passwords.matches(kept if known else None, "not-hers")
            times[known].append(time.perf_counter() - began)
    ratio = statistics.median(times[True]) / statistics.median(times[False])
    assert 0.6 < ratio < 1.6
    if thorough:
        wins = sum(a > b for a in times[True] for b in times[False])
        assert 0.40 < wins / (len(times[True]) * len(times[False])) < 0.60


def test_the_eleventh_try_is_refused_even_with_the_right_password(
    client: Browser, clock: MovableClock
) -> None:
    """Incident 24."""
    account = factories.an_account()
    assert [try_in(client, account.email, f"guess-{n}").status for n in range(10)] == [422] * 10
    refused = try_in(client, account.email)
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    clock.forward(minutes=16)
    assert try_in(client, account.email).status == 303


def test_another_spelling_of_the_email_does_not_buy_more_tries(client: Browser) -> None:
    account = factories.an_account(email="ana@example.test")
    for n in range(10):
        try_in(client, " Ana@EXAMPLE.test" if n % 2 else account.email, "guess")
    assert try_in(client, account.email).status == 429


def test_unknown_emails_run_into_the_same_limit(client: Browser) -> None:
    tries = [try_in(client, "nobody@example.test", "guess").status for _ in range(11)]
    assert tries == [422] * 10 + [429]


def test_one_address_may_not_try_many_accounts(client: Browser, another: Browser) -> None:
    with db.writing():
        for _ in range(100):
            throttle._hit(throttle.SIGN_IN_BY_ADDRESS, client.address, factories.TODAY)
    account = factories.an_account()
    assert try_in(client, account.email).status == 429
    another.address = "10.0.0.9"
    assert try_in(another, account.email).status == 303


def test_who_gets_in_begins_with_a_clean_count(client: Browser) -> None:
    account = factories.an_account()
    for _ in range(3):
        for n in range(9):
            try_in(client, account.email, f"guess-{n}")
        assert try_in(client, account.email).status == 303


def test_without_the_pages_token_nobody_signs_in(client: Browser) -> None:
    """Incident 14: signing somebody in to another's account is an attack as well."""
    account = factories.an_account()
    page = client.post(
        "/signin", email=account.email, password=factories.PASSWORD, proved=False, follow=False
    )
    assert page.status == 422
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0
    assert client.get("/account", follow=False).status == 302


def test_what_was_typed_is_kept_but_never_the_password(client: Browser) -> None:
    page = try_in(client, "Bea@example.test", "her-secret-words", next="/events/")
    assert 'value="Bea@example.test"' in page.html
    assert 'value="/events/"' in page.html
    assert "her-secret-words" not in page.html


def test_an_empty_form_says_what_is_missing_beside_each_field(client: Browser) -> None:
    page = try_in(client, "", "")
    assert page.status == 422
    assert set(page.errors) >= {"email", "password"}


@pytest.mark.parametrize(
    "password", ["x" * 201, "\x00", "pass\ud7ffword", " " * 12, "'; drop table accounts; --"]
)
def test_strange_passwords_are_wrong_passwords(client: Browser, password: str) -> None:
    assert try_in(client, factories.an_account().email, password).status == 422


@pytest.mark.usefixtures("slow_hashing")
def test_an_old_hash_is_made_anew_by_signing_in(client: Browser) -> None:
    account = factories.an_account()
    assert passwords.needs_rehash(account.password_hash or "")
    assert try_in(client, account.email).status == 303
    db.session.rollback()
    assert not passwords.needs_rehash(account.password_hash or "")
    assert try_in(client, account.email).status == 303


def test_an_account_closed_while_the_hash_is_compared_stays_closed(app: Flask) -> None:
    account = factories.an_account()
    verified = account.password_hash or ""
    with db.writing():
        account.disabled_at = factories.TODAY
    with pytest.raises(Refused), db.writing():
        accounts.sign_in(account, verified=verified, browser="", now=factories.TODAY)


def test_hashing_inside_a_transaction_is_a_fault(app: Flask) -> None:
    with pytest.raises(RuntimeError), db.writing():
        passwords.hashed("three-words-of-hers")
    with pytest.raises(RuntimeError), db.writing():
        passwords.matches(None, "three-words-of-hers")


def test_who_is_signed_in_already_is_sent_on(client: Browser) -> None:
    factories.sign_in(client, "director")
    assert client.get("/signin", follow=False).location == "/office/"
    assert client.get("/signin?next=/events/", follow=False).location == "/events/"


def test_the_log_of_tries_names_nobody(client: Browser) -> None:
    try_in(client, "bea@example.test", "guess")
    keys = db.session.scalars(select(AttemptCount.key)).all()
    assert len(keys) == 2
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)


def test_two_accounts_can_not_share_an_email(app: Flask) -> None:
    first = factories.an_account(email="ana@example.test")
    with pytest.raises(Exception, match=r"(?i)unique"):
        factories.an_account(email="ANA@example.test")
    db.session.rollback()
    assert db.session.scalars(select(Account)).all() == [first]
