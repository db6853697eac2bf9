"""What a level opens: the directory, members' events and volunteer work; closed unless the office says so."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account, Session
from chapter.accounts.rules import sessions
from chapter.accounts.viewer import Viewer
from chapter.levels import models
from chapter.levels.models import Level
from chapter.membership import entitlements
from chapter.membership.rules import member_role
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.directory.person_pages import found
from tests.factories import TODAY
from tests.membership.members import a_free_level, a_level, a_member, an_application, gets, proved
from tests.people.profiles import who_looks, who_tells
from tests.shifts.shifts import a_shift, an_opportunity

CLOSED: dict[str, Any] = {"opens_directory": False, "opens_events": False}


def a_friend(browser: Browser) -> Person:
    """Somebody who joined a free level that opens nothing, by herself, and signed in."""
    friend = a_free_level("Friend", slug="friend", **CLOSED)
    she = factories.sign_in(browser)
    proved(an_application(friend, she.name, she.email))
    return she


def a_viewer(account: Account) -> Viewer:
    """That account, signed in."""
    with db.writing():
        sessions.begin(account, browser="Test browser", now=TODAY, whole=True)
    return Viewer(db.session.scalars(select(Session).where(Session.account_id == account.id)).one())


def test_a_level_opens_nothing_unless_the_office_says_so(app: Flask) -> None:
    with db.writing():
        level = Level(name="New", slug="new", period_kind="rolling", created_at=TODAY)
        db.session.add(level)
    assert not any(level.opens(what) for what in models.ENTITLEMENTS)


def test_who_joins_free_of_charge_finds_nobody_and_reads_what_would_open_it(
    app: Flask, client: Browser
) -> None:
    a_friend(client)
    a_level("Member", slug="member")
    ana = who_tells("Ana Open")
    page = client.send("GET", "/directory/")
    assert page.status == 403
    assert "Your level, Friend, doesn’t include it" in page.main
    assert "/join/member" in page.html
    assert "/join/friend" not in page.html
    assert "Ana Open" not in page.html
    for ending in ("", ".vcf", "/small.webp"):
        assert client.send("GET", f"/directory/{ana.public_id}{ending}", check=False).status == 403
    assert ">Directory<" not in client.get("/").html


def test_who_may_not_look_is_not_listed_either(app: Flask) -> None:
    me = who_looks()
    listed = who_tells("Ana Member")
    who_tells("Bea Friend", level=a_level(**CLOSED))
    assert found(me) == [listed.id]


def test_a_members_event_says_kindly_what_opens_it_and_nothing_of_itself(app: Flask, client: Browser) -> None:
    event = factories.an_event(title="The quiet supper", visibility="members")
    assert client.get(f"/events/{event.slug}").status == 404
    a_friend(client)
    a_level("Member", slug="member")
    for address in (f"/events/{event.slug}", f"/events/{event.slug}.ics"):
        page = client.send("GET", address)
        assert page.status == 403
        assert "/join/member" in page.html
        assert "quiet supper" not in page.html
    assert "quiet supper" not in client.get("/events/").html


def test_a_shift_for_members_does_too(app: Flask, client: Browser) -> None:
    whole = an_opportunity(title="Sort the coats", audience="members")
    a_shift(whole)
    a_friend(client)
    page = client.send("GET", f"/volunteer/{whole.slug}")
    assert page.status == 403
    assert "Sort the coats" not in page.html
    assert "Sort the coats" not in client.get("/volunteer/").html


def test_each_part_is_opened_by_itself(app: Flask, client: Browser) -> None:
    event = factories.an_event(title="The quiet supper", visibility="members")
    she = factories.sign_in(client)
    gets(she, a_free_level(opens_directory=False))
    assert client.send("GET", "/directory/").status == 403
    assert client.get(f"/events/{event.slug}").status == 200


def test_who_lapsed_reads_that_renewing_opens_it_again(
    app: Flask, client: Browser, clock: MovableClock
) -> None:
    account = factories.an_account()
    factories.sign_in(client, account=account)
    a_member(a_level("Member", slug="member"), person=account.person)
    assert client.get("/directory/").status == 200
    now = clock.forward(days=400)
    with db.writing():
        member_role.sync_changed_roles(now=now)
    factories.sign_in(client, account=account)
    page = client.send("GET", "/directory/")
    assert page.status == 403
    assert page.follow("Renew").status == 200


def test_a_role_that_the_director_gave_by_hand_and_the_director_open_all(app: Flask) -> None:
    for role in ("member", "director"):
        account = factories.an_account(role)
        viewer = a_viewer(account)
        assert [entitlements.is_entitled(viewer, what) for what in models.ENTITLEMENTS] == [True, True]
    assert not entitlements.is_entitled(a_viewer(factories.an_account("treasurer")), models.DIRECTORY)
    assert not entitlements.is_entitled(Viewer(), models.DIRECTORY)
    with pytest.raises(KeyError):
        entitlements.is_entitled(Viewer(), "everything")


def test_the_office_says_what_a_level_opens_and_it_counts_from_the_next_page(
    app: Flask, client: Browser, another: Browser
) -> None:
    a_friend(another)
    factories.sign_in(client, "director")
    page = client.get("/office/members/levels/friend")
    assert "neither the directory nor members’ events" in page.main
    page = client.get("/office/members/levels/friend/edit").form("/edit").fill(opens_directory=True).press()
    assert "the directory" in page.main
    assert another.get("/directory/").status == 200
    assert "Includes: the directory." in client.get("/office/members/levels").main
