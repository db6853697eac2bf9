"""Passkeys: made, used in place of a password or after it, renamed, removed; and what does not open anything.

The pages say what a browser is asked (``data-options``); tests/authenticator.py answers as a device would.
"""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.models import Account, Passkey, RecoveryCode
from chapter.authentication import passkeys
from chapter.authentication.rules import passkeys as rules
from chapter.authentication.rules import second_factor
from chapter.refusal import Refused
from tests import factories
from tests.authentication.sign_in import (
    add_passkey,
    give_password,
    is_in,
    passkey_options,
    subjects,
    use_passkey,
    verbs,
)
from tests.authenticator import PRESENT, Authenticator
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.races import at_once

AT_ONCE = 6

pytestmark = pytest.mark.usefixtures("over_https")


def test_a_passkey_is_made_and_opens_her_account_without_a_password(
    client: Browser, account: Account, key: Authenticator
) -> None:
    assert account.secured_at == TODAY
    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
    assert "A passkey was added" in subjects()
    assert "added a passkey" in verbs()
    done = use_passkey(client, key.use(passkey_options(client.get("/signin"))))
    assert (done.status, done.location) == (303, "/me/")
    assert "My phone" in client.get("/account").main
    assert db.session.scalars(select(Passkey.used_at)).one() == TODAY


def test_what_the_browser_is_asked_names_our_host_and_wants_finger_face_or_pin(
    client: Browser, account: Account, key: Authenticator, another: Browser
) -> None:
    asked = passkey_options(client.get("/signin"))
    assert '"rpId": "chapter.test"' in asked
    assert '"userVerification": "required"' in asked
    assert '"allowCredentials": []' in asked
    making = passkey_options(another.get("/account/passkeys/new"))
    assert '"residentKey": "required"' in making
    assert '"excludeCredentials": [{' in making


def test_host_and_origin_come_from_base_url_whatever_host_is_asked_for(client: Browser) -> None:
    """Incident 6."""
    page = client.send(
        "GET", "/signin", base_url="https://evil.test", headers={"X-Forwarded-Host": "evil.test"}
    )
    assert '"rpId": "chapter.test"' in passkey_options(page)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.test",
        "http://chapter.test",
        "https://chapter.test:8443",
        "https://chapter.test.evil.test",
    ],
)
def test_an_answer_to_another_site_opens_nothing(client: Browser, key: Authenticator, origin: str) -> None:
    key.origin = origin
    page = use_passkey(client, key.use(passkey_options(client.get("/signin"))))
    assert page.status == 422
    assert not is_in(client)


def test_after_a_password_one_of_her_passkeys_is_asked_for(
    client: Browser, account: Account, key: Authenticator
) -> None:
    second = client.get(give_password(client, account).location)
    assert not is_in(client)
    sent = key.use(passkey_options(second))
    done = client.post("/signin/second/passkey", credential=sent, follow=False)
    assert (done.status, done.location) == (303, "/me/")
    assert is_in(client)


def test_somebody_elses_passkey_is_no_second_factor_of_hers(
    app: Flask, client: Browser, account: Account, key: Authenticator
) -> None:
    attacker, his = Browser(app), Authenticator()
    factories.sign_in(attacker)
    assert add_passkey(attacker, his).status == 303
    second = client.get(give_password(client, account).location)
    page = client.post("/signin/second/passkey", credential=his.use(passkey_options(second)), follow=False)
    assert page.status == 422
    assert passkeys.UNKNOWN in page.main
    assert not is_in(client)


def test_an_answer_is_taken_once(client: Browser, another: Browser, key: Authenticator) -> None:
    sent = key.use(passkey_options(client.get("/signin")))
    assert use_passkey(client, sent).status == 303
    client.forget_cookies()
    page = use_passkey(client, sent)
    assert page.status == 422
    assert passkeys.LATE in page.main
    assert not is_in(client)


def test_an_answer_that_was_wrong_uses_its_challenge_up(client: Browser, key: Authenticator) -> None:
    asked = passkey_options(client.get("/signin"))
    assert use_passkey(client, Authenticator().use(asked)).status == 422
    assert passkeys.LATE in use_passkey(client, key.use(asked)).main


def test_of_one_answer_sent_at_once_one_gets_in(app: Flask, key: Authenticator) -> None:
    sent = key.use(passkey_options(Browser(app).get("/signin")))
    browsers = [Browser(app) for _ in range(AT_ONCE)]
    tokens = [browser.csrf_token() for browser in browsers]

    def press(number: int) -> int:
        data = {"credential": sent, "csrf_token": tokens[number]}
        return browsers[number].send("POST", "/signin/passkey", data=data, check=False).status

    done = at_once(app, *(partial(press, number) for number in range(AT_ONCE)))
    assert sorted(done) == [303] + [422] * (AT_ONCE - 1)


def test_a_challenge_is_good_for_half_an_hour_and_for_its_own_purpose(
    client: Browser, another: Browser, account: Account, key: Authenticator, clock: MovableClock
) -> None:
    to_sign_in = passkey_options(client.get("/signin"))
    give_password(client, account)
    page = client.post("/signin/second/passkey", credential=key.use(to_sign_in), follow=False)
    assert passkeys.LATE in page.main
    old = passkey_options(another.get("/account/passkeys/new"))
    clock.forward(minutes=31)
    another.post("/account/again", code=code_of_paper(account), follow=False)
    page = another.post(
        "/account/passkeys/new", credential=Authenticator().make(old), name="Late", follow=False
    )
    assert page.status == 422


def code_of_paper(account: Account) -> str:
    with db.writing():
        return second_factor.renew_recovery_codes(account, now=TODAY)[0]


def test_a_challenge_of_another_account_makes_no_passkey(
    app: Flask, client: Browser, account: Account
) -> None:
    attacker = Browser(app)
    factories.sign_in(attacker)
    factories.sign_in(client, account=account)
    asked = passkey_options(attacker.get("/account/passkeys/new"))
    page = client.post(
        "/account/passkeys/new", credential=Authenticator().make(asked), name="His", follow=False
    )
    assert page.status == 422
    assert account.secured_at is None


def test_a_count_that_goes_back_is_refused(client: Browser, key: Authenticator) -> None:
    """There may be a copy of it (WebAuthn, 6.1.1)."""
    key.count = 7
    assert use_passkey(client, key.use(passkey_options(client.get("/signin")))).status == 303
    for count in (7, 3):
        client.forget_cookies()
        key.count = count - 1
        page = use_passkey(client, key.use(passkey_options(client.get("/signin"))))
        assert page.status == 422
        assert passkeys.UNKNOWN in page.main
        assert not is_in(client)
    assert db.session.scalars(select(Passkey.sign_count)).one() == 8


def test_a_device_that_does_not_count_is_welcome(app: Flask, account: Account) -> None:
    passkey = factories.a_passkey(account)
    for _ in range(2):
        with db.writing():
            rules.use(passkey, 0, now=TODAY)
    with db.writing():
        rules.use(passkey, 5, now=TODAY)
    with pytest.raises(Refused), db.writing():
        rules.use(passkey, 0, now=TODAY)


def test_a_touch_without_finger_face_or_pin_is_not_enough(client: Browser, key: Authenticator) -> None:
    key.flags = PRESENT
    assert use_passkey(client, key.use(passkey_options(client.get("/signin")))).status == 422


def test_unknown_closed_wrong_and_removed_look_the_same_to_the_byte(
    app: Flask, client: Browser, account: Account, key: Authenticator
) -> None:
    forged = Authenticator(credential_id=key.credential_id)
    with db.writing():
        account.disabled_at = TODAY
    answers = []
    for one in (Authenticator(), forged, key):
        page = use_passkey(client, one.use(passkey_options(client.get("/signin"))))
        answers.append((page.status, page.main))
    assert len(set(answers)) == 1
    assert not is_in(client)


@pytest.mark.parametrize(
    "sent",
    [
        "", "{}", "[]", "null", "1", '"x"', "{", "[" * 5000, "\x00", '{"id": 7, "response": {}}',
        '{"id": "a", "response": {"clientDataJSON": "bnVsbA"}}', '{"id": "a\x00", "response": 1}',
        "a" * 30_000,
    ],
)  # fmt: skip
def test_nonsense_is_refused_kindly(client: Browser, another: Browser, account: Account, sent: str) -> None:
    page = use_passkey(client, sent)
    assert page.status == 422
    assert passkeys.NOT_MADE in page.main
    factories.sign_in(another, account=account)
    assert another.post("/account/passkeys/new", credential=sent, name="X", follow=False).status == 422
