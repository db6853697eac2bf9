"""Codes on paper, and one code sent by many at once."""

from functools import partial

from flask import Flask
from sqlalchemy import update

from chapter import db
from chapter.accounts.models import Account, AuthenticatorApp
from chapter.authentication.rules import code_check, second_factor
from chapter.refusal import Refused
from tests import factories
from tests.authentication.sign_in import give_code, give_password, is_in, recovery_codes, subjects
from tests.browser import Browser
from tests.factories import TODAY, code_at
from tests.races import Stale, writing_at_once

AT_ONCE = 8


def test_of_one_code_sent_at_once_one_gets_in(app: Flask) -> None:
    account = factories.an_account("events")
    browsers = [Browser(app) for _ in range(AT_ONCE)]
    with db.writing():
        db.session.execute(update(AuthenticatorApp).values(last_step=0))
    for browser in browsers:
        give_password(browser, account)
    assert sorted(taken_at_once(app, account, code_at(TODAY))) == [False] * (AT_ONCE - 1) + [True]


def test_of_one_recovery_code_sent_at_once_one_gets_in(app: Flask) -> None:
    account = factories.an_account("events")
    code = recovery_codes(account)[3]
    assert sorted(taken_at_once(app, account, code)) == [False] * (AT_ONCE - 1) + [True]


def taken_at_once(app: Flask, account: Account, code: str) -> list[bool]:
    """Take the same code in as many threads; who succeeded."""

    def take(hers: Account) -> None:
        code_check.use_code(hers, code, now=TODAY)

    done = writing_at_once(app, *[Stale(partial(db.session.get_one, Account, account.id), take)] * AT_ONCE)
    return [not isinstance(one, Refused) for one in done]


def test_a_recovery_code_opens_once_and_she_is_told(client: Browser) -> None:
    account = factories.an_account("events")
    kept = recovery_codes(account)
    give_password(client, account)
    assert give_code(client, kept[0].upper().replace("-", " ")).status == 303
    assert is_in(client)
    assert subjects()[-1] == "A recovery code was used"
    client.forget_cookies()
    give_password(client, account)
    assert give_code(client, kept[0]).errors["code"] == second_factor.WRONG_RECOVERY
    assert give_code(client, kept[1]).status == 303


def test_new_recovery_codes_make_the_old_ones_worthless(client: Browser) -> None:
    account = factories.an_account("events")
    old = recovery_codes(account)
    factories.sign_in(client, account=account)
    page = client.get("/account/recovery").form("/recovery").press()
    new = page.all(".slips li")
    assert not set(old) & set(new)
    client.forget_cookies()
    give_password(client, account)
    assert give_code(client, old[0]).status == 422
    assert give_code(client, new[0]).status == 303


def test_a_recovery_code_of_somebody_else_opens_nothing(client: Browser) -> None:
    hers, other = factories.an_account("events"), factories.an_account("events")
    theirs = recovery_codes(other)
    give_password(client, hers)
    assert give_code(client, theirs[0]).status == 422
