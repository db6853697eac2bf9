"""A list as a sentence: what it says, and whom it means."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from chapter import db
from chapter.accounts.models import Session
from chapter.accounts.viewer import Viewer
from chapter.people.models import Person
from chapter.people.models.notes import Tag
from chapter.segments import filters, queries
from chapter.segments.filters import Filter, parse
from tests import factories
from tests.factories import TODAY
from tests.membership.members import a_level, a_member
from tests.people import profiles

ZONE = ZoneInfo("America/Chicago")


def test_it_reads_as_one_would_say_it() -> None:
    said = parse({"who": "current", "near": "Logan  Square", "came": "nothing", "when": "year"})
    assert (
        said.in_words({}, {"logan square": "Logan Square"}, {})
        == "Current members in Logan Square who attended no events this year"
    )


def test_it_says_level_tag_and_what_was_typed() -> None:
    said = Filter(q="ana", level="friend", tag="mentor")
    words = said.in_words({"friend": "Friend"}, {}, {"mentor": "Mentor"})
    assert words == "Everyone at Friend tagged “Mentor” with “ana” in the name, email, or organization"


def test_its_address_says_nothing_that_is_no_matter() -> None:
    assert Filter().query == {}
    assert Filter(when="ever").query == {}
    assert Filter(came="often", when="ever").query == {"came": "often", "when": "ever"}


@pytest.mark.parametrize("name", ["who", "came", "when", "order"])
def test_what_it_cannot_mean_is_left_out(name: str) -> None:
    assert parse({name: "'; drop table people"}) == Filter()


def test_a_nul_means_nothing() -> None:
    assert parse({"q": "a\0b", "near": "x" * 900}).q == ""


def test_a_year_is_one_of_the_chapter() -> None:
    now = datetime(2027, 1, 1, 5, 59, tzinfo=UTC)  # still 2026 in Chicago
    since, until = filters.period("year", now, ZONE)
    assert (since, until) == (datetime(2026, 1, 1, 6, tzinfo=UTC), now)
    assert filters.period("last", now, ZONE) == (datetime(2025, 1, 1, 6, tzinfo=UTC), since)


def meant(viewer: Viewer, **more: str) -> set[str]:
    found = queries.people_matching(viewer, Filter(**more), TODAY)
    names = {person.name for person in db.session.scalars(found)}
    assert queries.count_people(found) == len(names)
    return names


@pytest.fixture
def director(app: Flask) -> Viewer:
    """Somebody who may see every record."""
    account = factories.an_account("director", person=factories.a_person("Dana Director"))
    return Viewer(Session(account=account, account_id=account.id))


def test_a_stranger_means_nobody(app: Flask) -> None:
    factories.a_person("Ana Lopez")
    assert meant(Viewer()) == set()


def test_who_came_and_who_did_not(director: Viewer) -> None:
    past = factories.an_event(starts_at=TODAY - timedelta(days=20))
    ana, bea = factories.a_person("Ana Came", "ana@example.test"), factories.a_person("Bea Stayed")
    factories.a_booking(past, name=ana.name, email=ana.email, now=TODAY - timedelta(days=25))
    assert meant(director, came="something") == {"Ana Came"}
    assert "Ana Came" not in meant(director, came="nothing")
    assert bea.name in meant(director, came="nothing")
    assert meant(director, came="often") == set()
    assert meant(director, came="something", when="last") == set()


def test_a_seat_given_back_is_not_coming(director: Viewer) -> None:
    past = factories.an_event(starts_at=TODAY - timedelta(days=20))
    rsvp = factories.a_booking(
        past, name="Ana Gave", email="ana@example.test", now=TODAY - timedelta(days=25)
    )
    with db.writing():
        db.lock(rsvp).cancelled_at = TODAY - timedelta(days=21)
    assert meant(director, came="something") == set()


def test_members_by_state_and_level(director: Viewer) -> None:
    friend, patron = a_level("Friend", slug="friend"), a_level("Patron", slug="patron")
    a_member(friend, person=factories.a_person("Ana Current"))
    a_member(patron, person=factories.a_person("Gia Grace"), on=(TODAY - timedelta(days=375)).date())
    a_member(friend, person=factories.a_person("Lea Lapsed"), on=(TODAY - timedelta(days=800)).date())
    factories.a_person("Nia Never")
    assert meant(director, who="current") == {"Ana Current"}
    assert meant(director, who="grace") == {"Gia Grace"}
    assert meant(director, who="member") == {"Ana Current", "Gia Grace"}
    assert meant(director, who="lapsed") == {"Lea Lapsed"}
    assert meant(director, who="never") == {"Nia Never", "Dana Director"}
    assert meant(director, who="member", level="patron") == {"Gia Grace"}
    assert meant(director, level="no-such-level") == set()
    assert meant(director, who="staff") == {"Dana Director"}


def test_tag_and_words(director: Viewer) -> None:
    ana, bea = factories.a_person("Ana Ruíz", organisation="Kedzie Law"), factories.a_person("Bea Ruiz")
    with db.writing():
        db.session.add(Tag(person_id=bea.id, words="Mentor", key="mentor", given_at=TODAY))
        db.session.add(Tag(person_id=ana.id, words="Mentor", key="mentor", given_at=TODAY, ended_at=TODAY))
    assert meant(director, tag="mentor") == {"Bea Ruiz"}
    assert meant(director, q="ruiz") == {"Ana Ruíz", "Bea Ruiz"}
    assert meant(director, q="kedzie ana") == {"Ana Ruíz"}
    assert meant(director, q="100%") == set()


@pytest.mark.every_case
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("obrien", "Seán O’Brien"), ("o'brien", "Seán O’Brien"), ("omara", "Nuala O'Mara"),
        ("lucja", "Łucja Zet"),
        ("秀英", "王秀英"), ("vanda kowaslka", "Wanda Kowalska"), ("ngyuen halsted", "Thi Nguyễn"),
        ("shivon@", "Siobhán Daly"),
    ],
)  # fmt: skip
def test_words_are_found_in_names_however_they_are_typed(director: Viewer, typed: str, name: str) -> None:
    for one in ("Seán O’Brien", "Nuala O'Mara", "Łucja Zet", "王秀英", "Wanda Kowalska"):
        factories.a_person(one)
    factories.a_person("Thi Nguyễn", organisation="Halsted Bakers")
    factories.a_person("Siobhán Daly", "shivon@example.test")
    assert meant(director, q=typed) == {name}


def test_those_whose_names_match_best_stand_first(director: Viewer) -> None:
    for one in ("Anabel Adams", "Zoe Ana", "Bea Moss"):
        factories.a_person(one, organisation="Ana & Co" if one == "Bea Moss" else "")
    found = db.session.scalars(queries.people_matching(director, Filter(q="ana"), TODAY))
    assert [person.name for person in found] == ["Zoe Ana", "Anabel Adams", "Dana Director", "Bea Moss"]


def test_what_very_many_have_in_their_address_is_found_too(
    director: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_ELSEWHERE", 1)
    for one in ("Ana Lopez", "Bea Moss", "Cleo Nu"):
        factories.a_person(one, f"{one[:3].lower()}@lakemail.test")
    assert meant(director, q="lakemail") == {"Ana Lopez", "Bea Moss", "Cleo Nu"}
    assert meant(director, q="lakemail moss") == {"Bea Moss"}


@pytest.mark.parametrize(
    ("audience", "listed"), [("nobody", False), ("shared", False), ("members", True), ("public", True)]
)
def test_a_neighborhood_that_she_does_not_show_to_members_lists_nobody(
    director: Viewer, audience: str, listed: bool
) -> None:
    profiles.who_tells("Ana Ruiz", audience, neighborhood="Logan Square")
    assert (meant(director, near="logan square") == {"Ana Ruiz"}) is listed
    assert (queries.neighborhoods() == [("logan square", "Logan Square")]) is listed


def test_the_newest_come_first(director: Viewer) -> None:
    factories.a_person("Ana Older")
    factories.a_person("Zoe Newer")
    found: list[Person] = list(
        db.session.scalars(queries.people_matching(director, Filter(order="newest"), TODAY))
    )
    assert [person.name for person in found[:2]] == ["Zoe Newer", "Ana Older"]
