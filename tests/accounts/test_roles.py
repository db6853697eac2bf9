"""Roles: given and taken by a managing director, who says why; never leaving the chapter without one."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.rules import accounts, roles
from chapter.audit import Entry
from chapter.people import queries
from chapter.people.models import Person, RoleGrant
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.races import Stale, writing_at_once


def the_grant(person: Person, role: str) -> RoleGrant:
    return db.session.scalars(
        select(RoleGrant).where(
            RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
        )
    ).one()


def entries(verb: str) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.verb == verb)))


def test_a_role_counts_from_the_next_request_and_stands_in_the_log(client: Browser, another: Browser) -> None:
    her = factories.sign_in(client, account=factories.an_account(secured=True))
    director = factories.sign_in(another, "director")
    assert client.get("/office/people/", follow=False).status == 403
    page = another.get(f"/office/people/{her.public_id}")
    done = page.form("/roles").fill(role="events", why="She runs the spring series").press()
    assert "now has the role Events" in done.text
    assert client.get("/office/people/", follow=False).status == 200
    entry = entries("granted role")[0]
    assert (entry.record_id, entry.actor_person_id, entry.why) == (
        her.id,
        director.id,
        "She runs the spring series",
    )
    assert entry.values
    assert entry.values.after == {"role": "Events"}


def test_a_role_is_taken_back_with_a_reason(client: Browser) -> None:
    director = factories.sign_in(client, "director")
    lead = factories.an_account("events").person
    given = the_grant(lead, "events")
    page = client.post(f"/office/people/{lead.public_id}/roles/{given.id}/end", why="", follow=False)
    assert page.status == 422
    page = client.post(
        f"/office/people/{lead.public_id}/roles/{given.id}/end", why="moved away", follow=False
    )
    assert page.status == 303
    db.session.rollback()
    assert (given.ended_at, given.ended_by) == (factories.TODAY, director.id)
    assert entries("ended role")[0].why == "moved away"


def test_the_last_managing_director_can_not_end_her_own_role(client: Browser) -> None:
    director = factories.sign_in(client, "director")
    given = the_grant(director, "director")
    url = f"/office/people/{director.public_id}/roles/{given.id}/end"
    page = client.post(url, why="I am tired", follow=False)
    assert page.status == 422
    assert roles.LAST_DIRECTOR in page.text
    factories.an_account("director")
    assert client.post(url, why="I am tired", follow=False).status == 303
    assert client.get("/office/people/", follow=False).status == 403


def test_a_director_who_can_not_sign_in_does_not_count(client: Browser) -> None:
    director = factories.sign_in(client, "director")
    factories.an_account("director", disabled_at=factories.TODAY)
    given = the_grant(director, "director")
    with pytest.raises(Refused), db.writing():
        roles.end(given, by=director.actor, why="", now=factories.TODAY)


def test_the_last_directors_account_is_not_closed(client: Browser) -> None:
    director = factories.sign_in(client, "director")
    page = client.post(f"/office/people/{director.public_id}/close", why="holiday", follow=False)
    assert page.status == 422
    assert roles.LAST_DIRECTOR in page.text


def test_two_directors_who_end_each_other_at_once_leave_one(app: Flask) -> None:
    ana, bea = (factories.an_account("director").person for _ in range(2))
    grants, by = [the_grant(person, "director").id for person in (ana, bea)], ana.actor

    def end(given: RoleGrant) -> None:
        roles.end(given, by=by, why="", now=factories.TODAY)

    done = writing_at_once(app, *(Stale(partial(db.session.get_one, RoleGrant, one), end) for one in grants))
    assert sum(isinstance(one, Refused) for one in done) == 1
    assert queries.is_role_held("director")


def test_a_role_is_not_given_twice(client: Browser) -> None:
    factories.sign_in(client, "director")
    lead = factories.an_account("events").person
    page = client.post(f"/office/people/{lead.public_id}/roles", role="events", why="again", follow=False)
    assert page.status == 422
    assert page.errors["role"]


@pytest.mark.parametrize("role", ["", "owner", "Director", "director\x00", "a" * 500])
def test_a_role_that_does_not_exist_is_not_given(client: Browser, role: str) -> None:
    factories.sign_in(client, "director")
    person = factories.a_person()
    page = client.post(f"/office/people/{person.public_id}/roles", role=role, why="because", follow=False)
    assert page.status == 422
    assert queries.role_grants_of(person) == []


@pytest.mark.parametrize("role", ["events", "volunteers", "treasurer", "comms"])
def test_other_staff_look_but_change_nothing(client: Browser, role: str) -> None:
    me = factories.sign_in(client, role)
    person = factories.a_person()
    page = client.get(f"/office/people/{person.public_id}")
    assert page.status == 200
    pressed = {
        str(form["action"]).split("/")[4] for form in page.soup.select('form[action^="/office/people/"]')
    }
    assert pressed == {"notes", "tags", "tasks"}
    for act in ("roles", "invite", "close", "open", "edit"):
        sent = client.post(
            f"/office/people/{me.public_id}/{act}",
            role="director",
            why="me",
            email="me@example.test",
            follow=False,
        )
        assert sent.status == 403
    assert client.post("/office/people/new", name="Me", follow=False).status == 403
    assert queries.holds_role(me.id, "director") is False


def test_a_grant_of_somebody_else_is_not_there(client: Browser) -> None:
    factories.sign_in(client, "director")
    lead, other = factories.an_account("events").person, factories.a_person()
    given = the_grant(lead, "events")
    url = f"/office/people/{other.public_id}/roles/{given.id}/end"
    assert client.post(url, why="mixed up", follow=False).status == 404
    too_large = f"/office/people/{other.public_id}/roles/{2**63}/end"
    assert client.post(too_large, why="mixed up", follow=False).status == 404


def test_closing_and_opening_an_account_stand_in_the_log(client: Browser) -> None:
    factories.sign_in(client, "director")
    account = factories.an_account()
    url = f"/office/people/{account.person.public_id}"
    assert client.post(f"{url}/close", why="left the chapter", follow=False).status == 303
    assert client.post(f"{url}/open", why="is back", follow=False).status == 303
    assert [entry.why for entry in (*entries("closed account"), *entries("opened account"))] == [
        "left the chapter",
        "is back",
    ]
    db.session.rollback()
    assert account.disabled_at is None


def test_an_invitation_from_the_office_makes_an_account_without_a_password(client: Browser) -> None:
    factories.sign_in(client, "director")
    person = factories.a_person()
    page = client.get(f"/office/people/{person.public_id}").form("/invite").press()
    assert person.email in page.text
    account = accounts_queries.account_of(person)
    assert account
    assert (account.password_hash, account.proved_at) == (None, None)
    assert entries("invited")[0].record_id == account.id


def test_nobody_is_invited_to_an_email_that_is_somebody_elses_account(client: Browser) -> None:
    factories.sign_in(client, "director")
    taken, person = factories.an_account(), factories.a_person()
    page = client.post(f"/office/people/{person.public_id}/invite", email=taken.email.upper(), follow=False)
    assert page.status == 422
    assert page.errors["email"]
    assert accounts_queries.account_of(person) is None


def test_who_signs_in_already_is_not_invited(app: Flask) -> None:
    account, director = factories.an_account(), factories.an_account("director")
    with pytest.raises(Refused), db.writing():
        accounts.invite(account.person, account.email, by=director.person.actor, now=factories.TODAY)
