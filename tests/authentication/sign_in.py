"""How a person of the tests gets in: the steps of signing in with a second factor."""

from typing import Any

import pyotp
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.audit import Entry
from chapter.authentication.rules import second_factor
from chapter.mail.models import Mail
from tests import factories
from tests.authenticator import Authenticator
from tests.browser import Browser, Page
from tests.factories import TODAY

BASE = "https://chapter.test"


def give_password(client: Browser, account: Account, **more: Any) -> Page:
    return client.post("/signin", email=account.email, password=factories.PASSWORD, follow=False, **more)


def give_code(client: Browser, code: str, **more: Any) -> Page:
    return client.post("/signin/second", code=code, follow=False, **more)


def is_in(client: Browser) -> bool:
    return client.get("/account", follow=False).status == 200


def subjects() -> list[str]:
    return list(db.session.scalars(select(Mail.subject).order_by(Mail.id)))


def verbs() -> list[str]:
    return list(db.session.scalars(select(Entry.verb).order_by(Entry.id)))


def set_up_second_factor(client: Browser) -> tuple[str, list[str]]:
    """Set codes up through the pages; the app's secret, and the recovery codes that were shown."""
    page = client.get("/account").form("/account/codes").press()
    secret = page.all(".secret-key")[0].replace(" ", "")
    shown = page.form("/prove").fill(code=pyotp.TOTP(secret).at(TODAY)).press()
    assert shown.url == "/account/recovery"
    return secret, shown.all(".slips li")


def recovery_codes(account: Account) -> list[str]:
    with db.writing():
        return second_factor.renew_recovery_codes(account, now=TODAY)


def passkey_options(page: Page) -> str:
    """What the first button for a passkey on ``page`` asks the browser for."""
    return str(page.soup.select("[data-passkey]")[0]["data-options"])


def add_passkey(browser: Browser, key: Authenticator, name: str = "My phone") -> Page:
    asked = passkey_options(browser.get("/account/passkeys/new"))
    return browser.post("/account/passkeys/new", credential=key.make(asked), name=name, follow=False)


def use_passkey(browser: Browser, sent: str, **more: Any) -> Page:
    return browser.post("/signin/passkey", credential=sent, follow=False, **more)
