"""Whoever signed in and meets a closed page reads why, in usual words, and what she can do."""

import pytest
from flask import Flask

from chapter import db
from chapter.accounts.models import Account
from chapter.gateways import clock as gateway
from chapter.households.rules import bundles
from chapter.membership import queries
from chapter.membership.rules import departures, member_role
from chapter.membership.status import RESIGNED, SUSPENDED
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.membership.members import (
    STAFF,
    a_free_level,
    a_household,
    a_level,
    a_member,
    an_application,
    gets,
    membership,
    proved,
)

ENDED = "Your membership has ended"


def opens(client: Browser, account: Account) -> Page:
    """What she sees at the directory."""
    with db.writing():
        member_role.sync_changed_roles(now=gateway.now())
    factories.sign_in(client, account=account)
    page = client.send("GET", "/directory/")
    assert page.status == 403
    return page


def left(person: Person, kind: str) -> None:
    with db.writing():
        departures.leave(person, kind, why="She said so", by=STAFF, now=TODAY)


def test_who_lapsed_reads_that_it_ended_and_renews(app: Flask, client: Browser, clock: MovableClock) -> None:
    account = factories.an_account()
    a_member(a_level("Member", slug="member"), person=account.person)
    clock.forward(days=500)
    page = opens(client, account)
    assert page.h1 == ENDED
    assert "It ended on November 22, 2027. Renew it" in page.main
    assert page.follow("Renew").status == 200


def test_who_lapsed_at_a_level_without_the_directory_may_renew_or_choose_another(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account()
    a_member(a_level("Friend", slug="friend", opens_directory=False), person=account.person)
    a_level("Member", slug="member")
    clock.forward(days=500)
    page = opens(client, account)
    assert page.h1 == ENDED
    assert "wasn’t part of it" in page.main
    assert page.links()["Renew"]
    assert "/join/member" in page.html


def test_whose_household_lapsed_reads_who_paid(app: Flask, client: Browser, clock: MovableClock) -> None:
    payer = a_member(a_household(most=3))
    account = factories.an_account()
    with db.writing():
        bundles.add_member(membership(payer), account.person, by=STAFF, now=TODAY)
    clock.forward(days=500)
    page = opens(client, account)
    assert page.h1 == ENDED
    assert f"{payer.first_name} paid for everyone" in page.main
    assert "Renew" not in page.links(), "only who pays renews"


def test_whose_application_is_open_reads_that_it_is_on_its_way(app: Flask, client: Browser) -> None:
    account = factories.an_account()
    she, level = account.person, a_level("Member", slug="member", staff_approves=True)
    proved(an_application(level, she.name, she.email))
    page = opens(client, account)
    assert page.h1 == "Your membership is pending"
    assert page.links()["My account"] == "/me/"


@pytest.mark.parametrize(
    ("kind", "heading", "words"),
    [
        (RESIGNED, ENDED, "You’re welcome back"),
        (SUSPENDED, "Your membership is paused", "Email us"),
    ],
)
def test_who_resigned_is_welcome_and_who_is_suspended_may_write(
    app: Flask, client: Browser, kind: str, heading: str, words: str
) -> None:
    account = factories.an_account()
    a_member(a_level("Member", slug="member"), person=account.person)
    left(account.person, kind)
    page = opens(client, account)
    assert page.h1 == heading
    assert words in page.main
    assert ("/join/member" in page.html) == (kind == RESIGNED)


def test_a_member_of_another_level_reads_which_ones_open_it(app: Flask, client: Browser) -> None:
    account = factories.an_account()
    a_level("Member", slug="member")
    gets(account.person, a_free_level("Friend", slug="friend", opens_directory=False))
    page = opens(client, account)
    assert "Your level, Friend, doesn’t include it" in page.main
    assert queries.standing_of(account.person, TODAY).member


@pytest.mark.parametrize(
    "address", ["/office/people/new", "/office/giving/", "/office/log/", "/office/board/"]
)
def test_every_other_refusal_says_whose_page_it_is_who_she_is_and_what_she_can_do(
    app: Flask, client: Browser, address: str
) -> None:
    she = factories.sign_in(client, "member")
    page = client.send("GET", address)
    assert page.status == 403
    assert page.h1 == "You don’t have access to this page"
    assert "It’s for " in page.main
    assert f"You’re signed in as {she.name}, {she.email}." in page.main
    assert "hello@chapter.test" in page.main
    out = page.form("/signout").fill().press()
    assert out.url.endswith(f"/signin?next={address}")
