"""Links that are mailed: for signing in, for a new password, for an invitation. Each acts once."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.models import OneUseLink, Session
from chapter.accounts.rules import accounts, one_use_links
from chapter.refusal import Refused
from tests import factories
from tests.authentication.mailed_links import ASKING, NEW, an_invitation, ask, latest, mails, path_of, press
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.races import Stale, writing_at_once


def test_a_mailed_link_opens_a_page_whose_button_signs_in(client: Browser) -> None:
    account = factories.an_account()
    assert ask(client, "signin", account.email).location == "/signin/mailed"
    assert [mail.to_address for mail in mails()] == [account.email]
    page = client.get(path_of(latest("signin")))
    assert client.get("/account", follow=False).status == 302
    assert page.form("/signin/link/").press().url == "/me/"


def test_a_scanner_that_opens_the_link_again_and_again_uses_nothing_up(
    client: Browser, another: Browser
) -> None:
    """Incident 30."""
    account = factories.an_account()
    for purpose in ASKING:
        ask(client, purpose, account.email)
    invited, invitation = an_invitation()
    assert invited.proved_at is None
    for link in (latest("signin"), latest("reset"), invitation):
        for _ in range(3):
            assert another.get(path_of(link)).status == 200
            assert another.head(path_of(link)).status == 200
        db.session.rollback()
        assert link.works(factories.TODAY)
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0
    assert press(client, latest("signin")).status == 303


@pytest.mark.parametrize("purpose", ["signin", "reset"])
def test_a_link_works_once(client: Browser, another: Browser, purpose: str) -> None:
    ask(client, purpose, factories.an_account().email)
    link = latest(purpose)
    assert press(client, link, password=NEW).status == 303
    page = press(another, link, password=NEW)
    assert page.status == 410
    assert another.get(path_of(link)).status == 410
    assert another.get("/account", follow=False).status == 302


@pytest.mark.parametrize(("purpose", "minutes"), [("signin", 30), ("reset", 30), ("invitation", 7 * 24 * 60)])
def test_a_link_dies_of_age(client: Browser, clock: MovableClock, purpose: str, minutes: int) -> None:
    if purpose == "invitation":
        an_invitation()
    else:
        ask(client, purpose, factories.an_account().email)
    clock.forward(minutes=minutes - 1)
    assert client.get(path_of(latest(purpose))).status == 200
    clock.forward(minutes=1)
    assert client.get(path_of(latest(purpose))).status == 410
    assert press(client, latest(purpose), password=NEW).status == 410


def test_a_new_link_kills_the_one_before(client: Browser) -> None:
    account = factories.an_account()
    ask(client, "signin", account.email)
    old = latest("signin")
    ask(client, "signin", account.email)
    assert latest("signin").id != old.id
    assert press(client, old).status == 410
    assert press(client, latest("signin")).status == 303


def test_a_link_for_one_purpose_opens_no_other_door(client: Browser) -> None:
    account = factories.an_account()
    for purpose in ASKING:
        ask(client, purpose, account.email)
    signin, reset = path_of(latest("signin")), path_of(latest("reset"))
    token = {"signin": signin.rpartition("/")[2], "reset": reset.rpartition("/")[2]}
    assert client.get(f"/password/new/{token['signin']}").status == 404
    assert client.get(f"/invitation/{token['reset']}").status == 404
    assert client.get(f"/signin/link/{token['reset']}").status == 404
    assert client.post(f"/password/new/{token['signin']}", password=NEW, follow=False).status == 404


@pytest.mark.parametrize("door", ["/signin/link", "/password/new", "/invitation"])
def test_made_up_tokens_are_not_there(client: Browser, door: str) -> None:
    ask(client, "signin", factories.an_account().email)
    public_id = latest("signin").public_id
    for token in ("x", "0" * 43, f"{public_id}-{'a' * 26}", f"{public_id}-", "%00", "a" * 3000, "ünï"):
        assert client.get(f"{door}/{token}", check=False).status == 404


def test_a_used_link_says_what_to_do_next(client: Browser) -> None:
    ask(client, "signin", factories.an_account().email)
    press(client, latest("signin"))
    page = client.get(path_of(latest("signin")))
    assert "/signin/mail" in str(page.links())


def test_of_twenty_presses_at_once_one_succeeds(app: Flask) -> None:
    """Incident 29 and the bar of one-use links; each thread with a connection of its own."""
    account = factories.an_account()
    with db.writing():
        one_use_links.mail_link(account, "signin", now=factories.TODAY)
    link_id = latest("signin").id

    def press(link: OneUseLink) -> None:
        accounts.sign_in_by_link(link, browser="", now=factories.TODAY)

    presses = [Stale(partial(db.session.get_one, OneUseLink, link_id), press)] * 20
    assert sum(isinstance(one, Refused) for one in writing_at_once(app, *presses)) == 19
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1


def test_without_the_lock_several_would_succeed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter-example: presses that believe what they read before all succeed."""
    account = factories.an_account()
    with db.writing():
        one_use_links.mail_link(account, "signin", now=factories.TODAY)
    link = latest("signin")
    monkeypatch.setattr(db, "lock", lambda row: OneUseLink(expires_at=row.expires_at, email=row.email))
    opened = []
    for _ in range(2):
        with db.writing():
            opened.append(one_use_links.use(link, now=factories.TODAY))
    assert len(opened) == 2, "nothing refused the second"


def test_an_account_closed_after_asking_does_not_open_by_its_link(client: Browser) -> None:
    account, director = factories.an_account(), factories.an_account("director")
    for purpose in ASKING:
        ask(client, purpose, account.email)
    with db.writing():
        accounts.disable(account, by=director.person.actor, why="", now=factories.TODAY)
    assert press(client, latest("signin")).status == 410
    assert press(client, latest("reset"), password=NEW).status == 410
