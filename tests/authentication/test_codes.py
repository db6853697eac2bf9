"""One-time codes: set up, asked for, used once; recovery codes; and nobody who guesses."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import AuthenticatorApp, RecoveryCode
from chapter.authentication import one_time_codes
from chapter.authentication.rules import authenticator_app as rules
from chapter.mail.models import Mail
from tests import factories
from tests.authentication.sign_in import (
    give_code,
    give_password,
    is_in,
    recovery_codes,
    set_up_second_factor,
    subjects,
    verbs,
)
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, code_at


def test_codes_are_set_up_proved_and_asked_for_from_then_on(client: Browser, clock: MovableClock) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    secret, kept = set_up_second_factor(client)
    assert len(set(kept)) == one_time_codes.RECOVERY_CODES
    assert all(re.fullmatch(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", one) for one in kept)
    assert account.secured_at == TODAY
    assert "Codes from an app are on" in subjects()
    assert "turned on codes" in verbs()

    client.forget_cookies()
    assert give_password(client, account).location == "/signin/second"
    assert not is_in(client)
    clock.forward(seconds=30)
    done = give_code(client, pyotp.TOTP(secret).at(clock.now()))
    assert (done.status, done.location) == (303, "/me/")
    assert is_in(client)


def test_the_secret_lies_sealed_and_is_shown_until_it_is_proved_and_never_again(client: Browser) -> None:
    factories.sign_in(client)
    secret, kept = set_up_second_factor(client)
    row = db.session.scalars(select(AuthenticatorApp)).one()
    assert secret not in row.encrypted_secret
    assert client.get("/account/codes").url == "/account"
    assert not {one.code_hash for one in db.session.scalars(select(RecoveryCode))} & set(kept)
    assert secret not in client.get("/account").html


def test_recovery_codes_are_shown_for_ten_minutes_to_this_browser_alone(
    app: Flask, client: Browser, another: Browser, clock: MovableClock
) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    _secret, kept = set_up_second_factor(client)
    factories.sign_in(another, account=account)
    assert client.get("/account/recovery").all(".slips li") == kept
    assert another.get("/account/recovery").all(".slips li") == []
    clock.forward(minutes=11)
    page = client.get("/account/recovery")
    assert page.all(".slips li") == []
    assert "You have 10 codes left" in page.main


def test_what_was_begun_and_never_proved_counts_for_nothing(client: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    page = client.get("/account").form("/account/codes").press()
    wrong = page.form("/prove").fill(code="000000").press()
    assert wrong.status == 422
    assert wrong.errors["code"] == rules.WRONG
    assert account.secured_at is None
    client.forget_cookies()
    assert give_password(client, account).location == "/me/"
    assert subjects() == []


def test_the_first_factor_signs_out_every_other_browser(client: Browser, another: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    factories.sign_in(another, account=account)
    set_up_second_factor(client)
    assert is_in(client)
    assert not is_in(another)


def test_a_password_alone_opens_nothing_whatever_is_asked(client: Browser) -> None:
    account = factories.an_account("director")
    give_password(client, account)
    for address in ("/account", "/account/recovery", "/office/", "/office/people/", "/account/again"):
        assert client.get(address, follow=False).location.startswith("/signin?next="), address
    assert client.post("/account/password", password="x" * 20, follow=False).location.startswith("/signin")
    assert client.post("/account/codes/end", follow=False).location.startswith("/signin")
    assert account.secured_at


def test_a_mailed_link_and_a_new_password_ask_for_the_second_factor_too(client: Browser) -> None:
    account = factories.an_account("events")
    for asking, words in (("/signin/mail", "signin_link"), ("/password/forgotten", "reset_link")):
        client.post(asking, email=account.email)
        link = mailed_address(client.app, words)
        page = client.post(link, password="quite another set of words", follow=False)
        assert page.location == "/signin/second"
        assert not is_in(client)


def mailed_address(app: Flask, kind: str) -> str:
    mail = db.session.scalars(select(Mail).where(Mail.kind == f"people.{kind}")).one()
    with app.test_request_context():
        from_mail = app.extensions["mail.links"]["people.link"](mail.placeholders["link"][1])
    return str(from_mail).removeprefix("http://chapter.test")


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_off(client: Browser, clock: MovableClock, seconds: int) -> None:
    give_password(client, factories.an_account("events"))
    assert give_code(client, code_at(TODAY + timedelta(seconds=seconds))).status == 303
    assert is_in(client)


@pytest.mark.parametrize(
    "code", ["000000", "", "12345", "1234567", "abcdef", "１２３４５６", "a" * 40, "-1234"]
)
def test_a_wrong_code_opens_nothing(client: Browser, code: str) -> None:
    give_password(client, factories.an_account("events"))
    assert give_code(client, code).status == 422
    assert not is_in(client)


@pytest.mark.parametrize("off", [-90, -60, 60, 90, 3600])
def test_an_old_or_an_early_code_opens_nothing(client: Browser, off: int) -> None:
    give_password(client, factories.an_account("events"))
    assert give_code(client, code_at(TODAY + timedelta(seconds=off))).status == 422


def test_spaces_in_a_code_do_not_matter(client: Browser) -> None:
    give_password(client, factories.an_account("events"))
    code = code_at(TODAY)
    assert give_code(client, f" {code[:3]} {code[3:]} ").status == 303


def test_a_code_is_taken_once_and_none_before_it_again(client: Browser, another: Browser) -> None:
    account = factories.an_account("events")
    late, now, early = (code_at(TODAY + timedelta(seconds=off)) for off in (-30, 0, 30))
    give_password(client, account)
    assert give_code(client, now).status == 303
    give_password(another, account)
    for used in (now, late):
        page = give_code(another, used)
        assert page.status == 422
        assert page.errors["code"] == rules.USED
    assert give_code(another, early).status == 303


def test_turning_codes_off_is_told_and_takes_the_recovery_codes_along(client: Browser) -> None:
    account = factories.an_account(secured=True)
    recovery_codes(account)
    factories.sign_in(client, account=account)
    client.get("/account").form("/codes/end").press()
    assert account.secured_at is None
    assert db.session.scalars(select(RecoveryCode)).all() == []
    assert subjects()[-1] == "Codes from an app are off"
    assert verbs()[-1] == "turned off codes"
    client.forget_cookies()
    assert give_password(client, account).location == "/me/"


def test_a_second_app_is_not_set_up_over_the_first(client: Browser) -> None:
    account = factories.an_account(secured=True)
    factories.sign_in(client, account=account)
    before = db.session.scalars(select(AuthenticatorApp.encrypted_secret)).one()
    assert client.post("/account/codes", follow=False).status == 422
    assert client.post("/account/codes/prove", code=code_at(TODAY), follow=False).location == "/account"
    assert db.session.scalars(select(AuthenticatorApp.encrypted_secret)).one() == before


def test_an_older_key_opens_what_it_sealed_and_the_next_code_seals_it_anew(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = factories.an_account("events")
    old = app.config["ENCRYPTION_KEYS"]
    new = ["a newer key to seal with in tests, 0123456789"]
    monkeypatch.setitem(app.config, "ENCRYPTION_KEYS", new + old)
    give_password(client, account)
    assert give_code(client, code_at(TODAY)).status == 303
    monkeypatch.setitem(app.config, "ENCRYPTION_KEYS", new)
    assert rules.secret_of(account, db.session.scalars(select(AuthenticatorApp)).one()) == factories.SECRET


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, for SHA-1: the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = TODAY.fromtimestamp(seconds, TODAY.tzinfo)
        assert one_time_codes.matching_step(secret, code, moment) == seconds // one_time_codes.STEP_SECONDS
