"""A person's timeline: from every package, and of each only what the viewer may read."""

from datetime import date, timedelta

import pytest
from flask import Flask

from chapter import audit, db
from chapter.accounts.rules import roles
from chapter.hello.models.companions import Companion
from chapter.hours.rules import entries
from chapter.people import timeline_sources
from chapter.people.models import Person
from chapter.people.rules import relations
from chapter.people.timeline_sources import TimelineKind, TimelineSource
from chapter.shifts.models import Opportunity
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, a_person, a_writing, an_event, sign_in
from tests.giving.drives import a_drive, a_gift
from tests.shifts.shifts import an_opportunity, helped
from tests.statement_count import statements_of


def _helps(person: Person, whole: Opportunity) -> None:
    """She gives three hours."""
    stretch = entries.EntryInput(date(2026, 11, 16), 180)
    with a_writing():
        entries.log(person, whole, stretch, nonce=db.public_id(), lead=True, by=GUEST, now=TODAY)


@pytest.fixture
def ana(app: Flask) -> Person:
    """She gives, helps, comes to an event and meets a guest there."""
    person = a_person("Ana Ruiz")
    a_gift(a_drive(), 50_00, person.name, email=person.email)
    whole = an_opportunity(title="Coat drive")
    helped(whole, person)
    _helps(person, whole)
    event = an_event("Soup", starts_at=TODAY + timedelta(hours=1))
    rsvp = a_booking(event, name=person.name, email=person.email, of=2)
    guest = a_booking(event, name="Bea Osei")
    with a_writing():
        rsvp.came, rsvp.came_at, rsvp.proof = 2, TODAY, "door"
        db.session.add(
            Companion(
                event=event, guest=guest, person=person, kind="meet_me", asked_at=TODAY, accepted_at=TODAY
            )
        )
    return person


TOLD = {
    "Gave $50: Winter coats": {"director", "treasurer"},
    "Signed up for Coat drive": {"director", "volunteers"},
    "3 hours for Coat drive, on November 16, 2026": {"director", "volunteers"},
    "Came to Soup": {"director", "treasurer", "volunteers", "events", "comms"},
    "Agreed to meet Bea Osei at the door: Soup": {"director", "events"},
}


@pytest.mark.parametrize("role", ["director", "treasurer", "volunteers", "events", "comms"])
def test_each_of_the_staff_reads_what_she_may_open(
    app: Flask, client: Browser, ana: Person, role: str
) -> None:
    sign_in(client, role)
    page = client.get(f"/office/people/{ana.public_id}/story").main
    assert {said for said in TOLD if said in page} == {said for said, who in TOLD.items() if role in who}


def test_the_filter_has_giving_and_volunteering_for_those_who_read_of_them(
    app: Flask, client: Browser, ana: Person
) -> None:
    sign_in(client, "treasurer")
    page = client.get(f"/office/people/{ana.public_id}/story?kind=giving").main
    assert "Gifts" in page
    assert "Gave $50" in page
    assert "Came to Soup" not in page
    assert "Shifts and hours" not in page
    asked = client.get(f"/office/people/{ana.public_id}/story?kind=volunteering").main
    assert "Coat drive" not in asked


def test_it_takes_as_many_statements_for_a_long_life_as_for_a_short_one(
    app: Flask, client: Browser, ana: Person
) -> None:
    sign_in(client, "director")
    address = f"/office/people/{ana.public_id}/story"
    client.get(address)  # notes once that she looked
    few = statements_of(lambda: client.get(address))
    drive = a_drive(slug="summer")
    for number in range(5):
        a_gift(drive, 10_00, ana.name, email=ana.email)
        _helps(ana, an_opportunity())
        a_booking(an_event(f"Evening {number}"), name=ana.name, email=ana.email)
    assert statements_of(lambda: client.get(address)) == few


def test_a_change_says_who_did_it_what_changed_and_of_whom_it_speaks(
    app: Flask, client: Browser, ana: Person
) -> None:
    director, bea = sign_in(client, "director"), a_person("Bea Okafor")
    with db.writing():
        roles.grant(ana, "member", by=audit.Actor("rule", name="membership"), why="She is new.", now=TODAY)
        relations.add(ana, bea, "home", by=director.actor, now=TODAY)
        names = {"name": "Anna Ruiz", "pronouns": ""}, {"name": "Ana Ruiz", "pronouns": "she"}
        audit.record("changed", ana, by=director.actor, now=TODAY, before=names[0], after=names[1])
    page = client.get(f"/office/people/{ana.public_id}/story").main
    for said in (
        "Chapter (automatic: membership) gave a role to Ana Ruiz She is new.",
        f"{director.name} added a relation of Ana Ruiz Relation: Shares a home with Bea Okafor",
        f"{director.name} edited the record of Ana Ruiz Name",
    ):
        assert said in page
    assert "Pronouns" not in page


def test_two_kinds_are_not_called_alike() -> None:
    app = Flask(__name__)
    timeline_sources.register(app, TimelineSource(TimelineKind("gifts", "Gifts", 1), lambda asked: iter(())))
    with pytest.raises(ValueError, match="two kinds"):
        timeline_sources.register(
            app, TimelineSource(TimelineKind("gifts", "Things", 2), lambda asked: iter(()))
        )
