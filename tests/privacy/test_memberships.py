"""What memberships keep of somebody is shown, taken along and erased; the books stay without her words."""

import json

from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.rules import one_use_links as one_use
from chapter.membership.models.applications import Application
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Term
from chapter.membership.rules import departures
from chapter.people.models import Person, Relation
from chapter.people.rules import relations
from chapter.privacy import queries, rules
from chapter.security import signed_links
from tests import factories
from tests.browser import Browser
from tests.databases import contents
from tests.factories import TODAY
from tests.membership.members import (
    STAFF,
    a_household,
    a_level,
    a_member,
    an_application,
    belongs,
    days,
    membership,
)

CANARY = "canary-7k2"


def my_data(email: str) -> str:
    with db.writing():
        link = one_use.issue("my-data", email, now=TODAY)
    return f"/my-data/{signed_links.make_token('my-data', link.public_id)}"


def a_canary() -> Person:
    person = factories.a_person(f"Ana {CANARY}", f"{CANARY}@example.test")
    level = a_level()
    a_member(level, person=person)
    application = an_application(level, person.name, person.email, organisation=CANARY, pronouns=CANARY)
    with db.writing():
        application.others, application.answers = CANARY, [{"question": "Who?", "answer": CANARY}]
        relations.add(person, factories.a_person(), "home", by=STAFF, now=TODAY)
        departures.leave(person, "resigned", why=CANARY, by=STAFF, now=TODAY)
    return person


def test_all_of_it_is_shown_and_taken_along(app: Flask, client: Browser) -> None:
    person = a_canary()
    mine = my_data(person.email)
    page = client.get(mine)
    assert "Membership" in page.all("h2")
    assert "Applications to join" in page.all("h2")
    assert "$75" in page.main
    taken = json.loads(client.get(f"{mine}/everything.json").body)
    for name in (
        "applications",
        "members",
        "memberships",
        "places",
        "terms",
        "dues",
        "leavings",
        "relations",
    ):
        assert len(taken[name]) == 1, name
    assert "nonce" not in taken["dues"][0]


def test_erasure_leaves_her_name_nowhere_and_the_books_whole(app: Flask, client: Browser) -> None:
    person = a_canary()
    page = client.get(my_data(person.email)).form("/erase").fill(sure="y").press()
    assert "Your data was erased" in page.text
    db.session.rollback()
    rows = contents(db.database.engine)
    assert [table for table, held in rows.items() if CANARY in repr(held)] == []
    assert db.session.scalar(select(func.sum(Dues.amount_cents))) == 7500
    assert db.session.scalar(select(func.count()).select_from(Term)) == 1
    assert db.session.scalars(select(Departure)).one().why == ""
    assert db.session.scalar(select(func.count()).select_from(Relation)) == 0


def test_who_is_erased_leaves_her_household_to_the_next(app: Flask) -> None:
    ana = a_member(a_household())
    with db.writing():
        bea = belongs(membership(ana), "Bea Bundle", "bea@example.test", by=STAFF, now=TODAY).person
    with db.writing():
        rules.erase(queries.data_under(ana.email_key), now=TODAY)
    assert membership(bea).payer_id == bea.id
    assert membership(bea).ended_at is None


def test_an_application_of_a_stranger_is_erased_by_who_holds_the_mailbox(app: Flask, client: Browser) -> None:
    an_application(a_level(), "Somebody Rude", "ana@example.test", organisation=CANARY)
    client.get(my_data("ana@example.test")).form("/erase").fill(sure="y").press()
    db.session.expire_all()
    found = db.session.scalars(select(Application)).one()
    assert (found.name, found.organisation, found.email, found.closed_at) == ("", "", "", TODAY)


def test_a_member_without_an_account_is_not_forgotten_with_her_old_evenings(app: Flask) -> None:
    ana = a_member()
    with db.writing():
        factories.a_booking(factories.an_event(), name=ana.name, email=ana.email)
    with db.writing():
        assert rules.forget_old(now=TODAY + days(500), days=365) == 0
    db.session.expire_all()
    assert ana.erased_at is None
