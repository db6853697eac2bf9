"""Being signed in: a row for each browser, dead the moment it should be (incidents 25, 27, 49)."""

from datetime import timedelta

import pytest
from flask import Flask
from flask_login import encode_cookie
from sqlalchemy import func, select, update

from chapter import db
from chapter.accounts.models import OneUseLink, Session, secret_hash
from chapter.accounts.rules import accounts, one_use_links
from chapter.accounts.rules import sessions as rules
from chapter.authentication import sessions
from chapter.authentication.sessions import COOKIE_KEY
from chapter.people.models import RoleGrant
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.statement_count import counted

NEW = "quite another set of words"


def a_copy_of(browser: Browser) -> Browser:
    """A thief's browser, with the same cookie."""
    thief = Browser(browser.app, address="10.9.9.9")
    with browser.flask.session_transaction(**browser.site) as cookie:
        stolen = dict(cookie)
    thief.put_into_cookie(**stolen)
    assert is_in(thief)
    return thief


def is_in(browser: Browser) -> bool:
    return browser.get("/account", follow=False).status == 200


def secret_of(browser: Browser) -> str | None:
    with browser.flask.session_transaction(**browser.site) as cookie:
        return cookie.get(COOKIE_KEY)


def test_a_copied_cookie_is_dead_after_signing_out(client: Browser) -> None:
    factories.sign_in(client)
    thief = a_copy_of(client)
    assert client.post("/signout", follow=False).status == 303
    assert not is_in(client)
    assert not is_in(thief)


def test_a_copied_cookie_is_dead_after_a_new_password(client: Browser) -> None:
    factories.sign_in(client)
    thief = a_copy_of(client)
    before = secret_of(client)
    page = client.post("/account/password", current=factories.PASSWORD, password=NEW, follow=False)
    assert page.status == 303
    assert is_in(client)
    assert secret_of(client) != before
    assert not is_in(thief)


def test_a_copied_cookie_is_dead_after_the_account_was_closed(client: Browser, another: Browser) -> None:
    her = factories.sign_in(client)
    director = factories.sign_in(another, "director")
    page = another.post(f"/office/people/{her.public_id}/close", why="asked for it", follow=False)
    assert page.status == 303
    assert not is_in(client)
    assert director.id != her.id


def test_an_account_opened_again_does_not_wake_old_cookies(client: Browser) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    other = factories.an_account("director")
    with db.writing():
        accounts.disable(account, by=other.person.actor, why="", now=factories.TODAY)
    with db.writing():
        accounts.enable(account, by=other.person.actor, why="", now=factories.TODAY)
    assert not is_in(client)


def test_signing_in_rotates_the_cookie_whatever_was_planted_there(client: Browser) -> None:
    """Fixation: an attacker's own session, or his values, put into her browser before she signs in."""
    attacker, her = factories.an_account(), factories.an_account()
    factories.sign_in(client, account=attacker)
    client.put_into_cookie(planted="by the attacker")
    thief = a_copy_of(client)
    client.send("POST", "/signout", check=False)
    page = client.post("/signin", email=her.email, password=factories.PASSWORD, follow=False)
    assert page.status == 303
    with client.flask.session_transaction(**client.site) as cookie:
        assert "planted" not in cookie
        assert cookie[COOKIE_KEY] != secret_of(thief)
    assert not is_in(thief)
    assert her.person.name in client.get("/account").text


def test_only_a_hash_of_the_cookies_secret_is_kept(client: Browser) -> None:
    factories.sign_in(client)
    secret = secret_of(client) or ""
    row = db.session.scalars(select(Session)).one()
    assert row.token_hash == secret_hash(secret)
    assert len(secret) >= 43
    assert secret not in repr(vars(row))


@pytest.mark.parametrize("value", ["", "x", "0" * 64, 7, None, ["a"], {"a": 1}, "\x00", "' or 1=1 --"])
def test_a_made_up_secret_signs_nobody_in(client: Browser, value: object) -> None:
    factories.an_account("director")
    client.put_into_cookie(**{COOKIE_KEY: value})
    assert client.get("/office/people/", follow=False).status == 302


@pytest.mark.parametrize("value", ["", "x", "x|y", "x|\u00e9", "|", "%00|%00"])
def test_no_cookie_remembers_anybody_beyond_a_session(client: Browser, value: str) -> None:
    """Flask-Login has a cookie for that, which nothing of ours writes or reads."""
    client.flask.set_cookie("remember_token", value, domain="chapter.test")
    page = client.get("/account", follow=False)
    assert (page.status, page.location) == (302, "/signin?next=/account")
    assert "remember_token" not in str(page.headers)


def test_a_remembering_cookie_with_a_live_secret_signs_nobody_in(client: Browser, another: Browser) -> None:
    factories.sign_in(client)
    signed = encode_cookie(secret_of(client) or "", key=client.app.config["SECRET_KEY"])
    another.flask.set_cookie("remember_token", signed, domain="chapter.test")
    assert not is_in(another)
    assert secret_of(another) is None


def test_the_cookie_holds_the_secret_and_nothing_of_network_or_browser(client: Browser) -> None:
    account = factories.an_account()
    client.post("/signin", email=account.email, password=factories.PASSWORD, follow=False)
    with client.flask.session_transaction(**client.site) as cookie:
        assert set(cookie) == {COOKIE_KEY, "_permanent"}


def test_who_owes_the_second_factor_is_a_visitor_on_every_page(client: Browser) -> None:
    account = factories.an_account("director")
    client.post("/signin", email=account.email, password=factories.PASSWORD, follow=False)
    assert secret_of(client)
    with client.app.test_request_context(**client.site):
        found = sessions.find_viewer(secret_of(client))
        assert found is not None
        assert (found.is_authenticated, found.is_anonymous, found.number) == (False, True, None)
        assert found.awaiting is not None
    assert not is_in(client)
    assert client.get("/signin/second", follow=False).status == 200


def test_a_copied_cookie_that_waits_for_the_second_factor_is_dead_after_signing_out(client: Browser) -> None:
    account = factories.an_account("director")
    client.post("/signin", email=account.email, password=factories.PASSWORD, follow=False)
    thief = Browser(client.app, address="10.9.9.9")
    thief.put_into_cookie(**{COOKIE_KEY: secret_of(client)})
    assert thief.get("/signin/second", follow=False).status == 200
    client.post("/signout", follow=False)
    assert thief.get("/signin/second", follow=False).status == 302


def test_who_is_asking_is_looked_up_once_for_a_page(client: Browser) -> None:
    factories.sign_in(client, "director")
    client.get("/office/people/")
    with counted() as statements:
        client.get("/office/people/")
    assert len([one for one in statements if "FROM sessions" in one]) == 1


def test_who_has_no_cookie_is_looked_up_nowhere(client: Browser) -> None:
    with counted() as statements:
        client.get("/privacy")
    assert [one for one in statements if "FROM sessions" in one] == []


def test_the_hash_in_the_table_is_not_a_key(client: Browser, another: Browser) -> None:
    factories.sign_in(client)
    another.put_into_cookie(**{COOKIE_KEY: secret_hash(secret_of(client) or "")})
    assert not is_in(another)


def test_a_session_rests_after_two_weeks_and_ends_after_thirty_days(
    client: Browser, clock: MovableClock
) -> None:
    factories.sign_in(client)
    for _ in range(3):
        clock.forward(days=9)
        client.put_into_cookie(**{COOKIE_KEY: secret_of(client)})
        assert is_in(client)
    clock.forward(days=4)
    assert not is_in(client)


def test_an_unused_session_ends_after_two_weeks(client: Browser, clock: MovableClock) -> None:
    factories.sign_in(client)
    clock.forward(days=15)
    assert not is_in(client)


def test_last_seen_is_written_at_most_every_five_minutes(client: Browser, clock: MovableClock) -> None:
    factories.sign_in(client)

    def seen() -> timedelta:
        db.session.rollback()
        return db.session.scalars(select(Session.seen_at)).one() - factories.TODAY

    clock.forward(minutes=4)
    assert is_in(client)
    assert seen() == timedelta(0)
    clock.forward(minutes=2)
    assert is_in(client)
    assert seen() == timedelta(minutes=6)


def test_the_list_shows_each_browser_and_which_one_this_is(app: Flask) -> None:
    account = factories.an_account()
    phone, desk = Browser(app), Browser(app)
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:144.0) Gecko/20100101 Firefox/144.0"
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1"
    for browser, agent in ((phone, iphone), (desk, firefox)):
        data = {"email": account.email, "password": factories.PASSWORD, "csrf_token": browser.csrf_token()}
        browser.send("POST", "/signin", data=data, headers={"User-Agent": agent})
    page = desk.get("/account")
    assert "Firefox on Windows" in page.main
    assert "Safari on an iPhone" in page.main
    assert page.main.count("This browser") == 1


def test_one_browser_is_signed_out_from_the_list(app: Flask) -> None:
    account = factories.an_account()
    here, there = Browser(app), Browser(app)
    factories.sign_in(here, account=account)
    factories.sign_in(there, account=account)
    other = db.session.scalars(
        select(Session).where(Session.token_hash == secret_hash(secret_of(there) or ""))
    ).one()
    assert here.post(f"/account/sessions/{other.public_id}/end", follow=False).status == 303
    assert is_in(here)
    assert not is_in(there)


def test_all_other_browsers_are_signed_out_at_once(app: Flask) -> None:
    account = factories.an_account()
    browsers = [Browser(app) for _ in range(4)]
    for browser in browsers:
        factories.sign_in(browser, account=account)
    assert browsers[0].post("/account/sessions/end-others", follow=False).status == 303
    assert [is_in(browser) for browser in browsers] == [True, False, False, False]


def test_somebody_elses_session_is_not_there(client: Browser, another: Browser) -> None:
    factories.sign_in(client)
    factories.sign_in(another)
    hers = db.session.scalars(
        select(Session).where(Session.token_hash == secret_hash(secret_of(another) or ""))
    ).one()
    assert client.post(f"/account/sessions/{hers.public_id}/end", follow=False).status == 404
    assert is_in(another)


def test_signing_out_needs_the_pages_token(client: Browser) -> None:
    factories.sign_in(client)
    page = client.post("/signout", proved=False, follow=False)
    assert page.status == 422
    assert is_in(client)
    assert page.form("/signout").press().status == 200
    assert not is_in(client)


def test_signing_out_is_no_link(client: Browser) -> None:
    factories.sign_in(client)
    assert client.get("/signout", follow=False).status == 405
    assert is_in(client)


def test_pages_of_who_is_signed_in_are_kept_by_no_proxy(client: Browser) -> None:
    """Incident 25."""
    account = factories.an_account()
    done = client.post("/signin", email=account.email, password=factories.PASSWORD, follow=False)
    for page in (done, client.get("/account"), client.get("/signin", follow=False)):
        assert "Cookie" in page.headers["Vary"]
        assert page.headers["Cache-Control"] == "private, no-store"


def test_a_role_ended_is_gone_at_the_next_request(client: Browser) -> None:
    person = factories.sign_in(client, "events")
    assert client.get("/office/people/", follow=False).status == 200
    with db.writing():
        db.session.execute(update(RoleGrant).values(ended_at=factories.TODAY))
    assert client.get("/office/people/", follow=False).status == 403
    assert person.name


def test_old_sessions_and_links_are_forgotten_and_live_ones_are_not(
    client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    with db.writing():
        one_use_links.mail_link(account, "signin", now=clock.now())
    clock.forward(days=91)
    factories.sign_in(client, account=account)
    with db.writing():
        one_use_links.mail_link(account, "reset", now=clock.now())
    with db.writing():
        rules.forget_old(now=clock.now())
        one_use_links.forget_old(now=clock.now())
    assert is_in(client)
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1
    assert db.session.scalars(select(OneUseLink.purpose)).all() == ["reset"]
