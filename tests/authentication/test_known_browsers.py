"""Wrong passwords of strangers do not keep an owner out: her own browser has tries of its own."""

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.authentication import device_cookies
from chapter.mail.models import Mail
from chapter.security import throttle
from tests import factories
from tests.authentication.mailed_links import ask, latest, path_of
from tests.authentication.sign_in import give_password, is_in, passkey_options, use_passkey
from tests.authenticator import Authenticator
from tests.browser import Browser

NAME = "known"


def guess(browser: Browser, account: Account, times: int = 10) -> list[int]:
    return [
        browser.post("/signin", email=account.email, password=f"guess-{n}", follow=False).status
        for n in range(times)
    ]


def sign_out(browser: Browser) -> None:
    browser.post("/signout")


def test_her_own_browser_still_lets_her_in_after_ten_wrong_passwords_of_a_stranger(
    client: Browser, another: Browser, account: Account
) -> None:
    assert give_password(client, account).status == 303
    sign_out(client)
    assert guess(another, account, 11) == [422] * 10 + [429]
    assert give_password(another, account).status == 429
    assert give_password(client, account).status == 303
    assert give_password(another, account).status == 429


def test_a_known_browser_may_guess_no_more_often_than_others(client: Browser, account: Account) -> None:
    give_password(client, account)
    sign_out(client)
    assert guess(client, account, 12) == [422] * 10 + [429] * 2
    assert give_password(client, account).status == 429


def test_a_known_browser_is_known_for_its_own_account_alone(client: Browser, another: Browser) -> None:
    mine, hers = factories.an_account(), factories.an_account()
    give_password(client, mine)
    sign_out(client)
    guess(another, hers)
    assert give_password(client, hers).status == 429


def test_a_browser_that_two_share_knows_both(client: Browser, another: Browser) -> None:
    accounts = [factories.an_account() for _ in range(2)]
    for one in accounts:
        give_password(client, one)
        sign_out(client)
        guess(another, one)
    assert [give_password(client, one).status for one in accounts] == [303, 303]


@pytest.mark.parametrize("forged", ["", "0" * 64, "x", "-" * 500, f"{'a' * 64}-{'b' * 64}", "ä"])
def test_a_mark_that_is_not_ours_buys_nothing(client: Browser, account: Account, forged: str) -> None:
    client.flask.set_cookie(NAME, forged, domain="chapter.test")
    assert guess(client, account, 11)[-1] == 429


def test_the_mark_of_one_account_is_none_for_another(client: Browser, another: Browser) -> None:
    mine, hers = factories.an_account(), factories.an_account()
    give_password(client, mine)
    cookie = client.flask.get_cookie(NAME, domain="chapter.test")
    assert cookie is not None
    another.flask.set_cookie(NAME, cookie.value, domain="chapter.test")
    assert guess(another, hers, 11)[-1] == 429
    assert give_password(another, hers).status == 429


def test_the_refusal_keeps_what_she_typed_and_says_what_she_can_do(client: Browser, account: Account) -> None:
    guess(client, account)
    page = give_password(client, account)
    assert page.status == 429
    assert 0 < int(page.headers["Retry-After"]) <= 900
    assert page.form("/signin")["email"] == account.email
    for words in ("with a passkey", "with a link that we email you", "signed in before", "in 15 minutes"):
        assert words in page.main
    assert "/signin/mail" in page.links().values()


def test_the_refusal_is_the_same_for_an_email_that_nobody_has(client: Browser, account: Account) -> None:
    said = []
    for email in (account.email, "nobody@example.test"):
        for _ in range(10):
            client.post("/signin", email=email, password="wrong", follow=False)
        page = client.post("/signin", email=email, password="wrong", follow=False)
        said.append((page.status, page.main.replace(email, "")))
    assert said[0] == said[1]


def test_a_mailed_link_lets_her_in_meanwhile(client: Browser, another: Browser, account: Account) -> None:
    guess(another, account, 11)
    assert ask(client, "signin", account.email).status == 303
    client.post(path_of(latest("signin")))
    assert is_in(client)


@pytest.mark.usefixtures("over_https")
def test_a_passkey_lets_her_in_meanwhile(client: Browser, account: Account, key: Authenticator) -> None:
    guess(client, account, 11)
    assert give_password(client, account).status == 429
    assert use_passkey(client, key.use(passkey_options(client.get("/signin")))).status == 303
    assert is_in(client)


def test_strangers_who_use_up_her_links_leave_her_browser_its_own(
    client: Browser, another: Browser, account: Account
) -> None:
    give_password(client, account)
    sign_out(client)
    assert [ask(another, "signin", account.email).status for _ in range(6)][-1] == 429
    assert ask(client, "signin", account.email).status == 303
    assert len(list(db.session.scalars(select(Mail)))) == 6


def test_on_a_new_device_her_way_in_stays_open_after_a_stranger_tried_all_of_them(
    client: Browser, app: Flask, account: Account
) -> None:
    guess(client, account, 11)
    assert [ask(client, "signin", account.email).status for _ in range(6)][-1] == 429
    hers = Browser(app, "198.51.100.7")
    assert give_password(hers, account).status == 429
    assert ask(hers, "signin", account.email).status == 303
    hers.post(path_of(latest("signin")))
    assert is_in(hers)
    sign_out(hers)
    forgot = Browser(app, "198.51.100.7")
    assert ask(forgot, "reset", account.email).status == 303
    assert "/password/new/" in path_of(latest("reset"))


def test_only_who_is_in_for_good_is_remembered(client: Browser) -> None:
    staff = factories.an_account("events")
    assert give_password(client, staff).location == "/signin/second"
    assert client.flask.get_cookie(NAME, domain="chapter.test") is None
    client.post("/signin/second", code=factories.code_at(factories.TODAY))
    assert client.flask.get_cookie(NAME, domain="chapter.test") is not None


def test_the_cookie_lasts_and_is_read_by_nobody_but_this_host(client: Browser, account: Account) -> None:
    give_password(client, account)
    cookie = client.flask.get_cookie(NAME, domain="chapter.test")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert cookie.max_age == device_cookies.LASTS.total_seconds()
    assert account.email not in cookie.value


def test_over_https_its_name_binds_it_to_the_host(
    client: Browser, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(client.app.config, "SESSION_COOKIE_SECURE", True)
    page = give_password(client, account)
    (set_it,) = [line for line in page.response.headers.getlist("Set-Cookie") if "known" in line]
    assert set_it.startswith("__Host-known=")
    assert "Secure" in set_it
    assert "Path=/" in set_it
    assert "Domain" not in set_it


def test_what_strangers_try_does_not_stop_who_is_signed_in_from_proving_it(
    client: Browser, another: Browser, account: Account
) -> None:
    give_password(client, account)
    guess(another, account, 11)
    page = client.post("/account/again", password=factories.PASSWORD, follow=False)
    assert page.status == 303


def test_who_copied_a_session_guesses_ten_times_at_her_password(client: Browser, account: Account) -> None:
    give_password(client, account)
    tries = [client.post("/account/again", password=f"guess-{n}", follow=False).status for n in range(11)]
    assert tries == [422] * 10 + [429]
    assert throttle.PASSWORD_AGAIN.most == 10
