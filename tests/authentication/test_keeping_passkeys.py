"""Passkeys as she keeps them: names, how many, renamed, removed, and where none can be made."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.models import Account, Passkey, RecoveryCode
from chapter.authentication.rules import passkeys as rules
from chapter.mail.models import Mail
from tests import factories
from tests.authentication.sign_in import (
    add_passkey,
    give_password,
    passkey_options,
    subjects,
    use_passkey,
    verbs,
)
from tests.authenticator import Authenticator
from tests.browser import Browser
from tests.factories import TODAY, code_at

pytestmark = pytest.mark.usefixtures("over_https")


def test_a_passkey_is_not_kept_twice(another: Browser, key: Authenticator) -> None:
    assert add_passkey(another, key).status == 422
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 1


def test_twenty_passkeys_are_enough(client: Browser, account: Account) -> None:
    factories.sign_in(client, account=account)
    for _ in range(rules.MOST):
        factories.a_passkey(account)
    assert add_passkey(client, Authenticator()).status == 422


def test_a_passkey_needs_a_name(client: Browser, account: Account) -> None:
    factories.sign_in(client, account=account)
    page = add_passkey(client, Authenticator(), name=" ")
    assert page.status == 422
    assert page.errors["name"]
    assert add_passkey(client, Authenticator(), name="<b>Phone</b>").status == 303
    assert "<b>Phone</b>" in client.get("/account").main
    assert "<b>" not in db.session.scalars(select(Mail.subject)).one()


def test_it_is_renamed_and_removed_and_she_is_told(
    client: Browser, another: Browser, key: Authenticator
) -> None:
    page = another.get(another.get("/account").links()["Edit"])
    again = page.form("/rename").fill(name="The blue one").press()
    assert "The blue one" in again.main
    gone = another.get(again.links()["Edit"]).form("/remove").press()
    assert "no longer signs you in" in gone.text
    assert db.session.scalars(select(Passkey)).all() == []
    assert db.session.scalars(select(RecoveryCode)).all() == []
    assert subjects()[-1] == "A passkey was removed"
    assert verbs()[-2:] == ["renamed a passkey", "removed a passkey"]
    assert use_passkey(client, key.use(passkey_options(client.get("/signin")))).status == 422


def test_somebody_elses_passkey_is_not_there(client: Browser, another: Browser, key: Authenticator) -> None:
    hers = db.session.scalars(select(Passkey)).one()
    factories.sign_in(client)
    for address in ("", "/rename", "/remove"):
        url = f"/account/passkeys/{hers.public_id}{address}"
        page = client.post(url, name="His", follow=False) if address else client.get(url)
        assert page.status == 404
    assert hers.name == "My phone"


@pytest.mark.parametrize("base", ["http://127.0.0.1:5000", "https://192.0.2.1", "http://chapter.test"])
def test_where_no_browser_makes_passkeys_the_pages_say_so_and_offer_codes(
    app: Flask, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", base)
    client = Browser(app)
    factories.sign_in(client)
    page = client.get("/account/passkeys/new")
    assert "You can use codes from an app instead" in page.main
    assert page.soup.select("[data-passkey]") == []
    client.forget_cookies()
    assert client.get("/signin").soup.select("[data-passkey]") == []


def test_without_javascript_the_button_is_hidden_and_a_sentence_says_what_else_there_is(
    client: Browser, account: Account
) -> None:
    factories.sign_in(client, account=account)
    page = client.get("/account/passkeys/new")
    assert page.soup.select("form[data-passkey][hidden]")
    assert "You can use codes from an app instead" in page.main


def test_a_code_still_works_beside_a_passkey(client: Browser, account: Account, key: Authenticator) -> None:
    factories.a_second_factor(account)
    give_password(client, account)
    assert client.post("/signin/second", code=code_at(TODAY), follow=False).status == 303
