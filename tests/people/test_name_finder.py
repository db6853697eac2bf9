"""Finding people by name in the office: by whatever somebody types of it, and by how they are named now."""

import contextlib
from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import delete, event, select

from chapter import db
from chapter.events_office import booking_search
from chapter.people import name_finder
from chapter.people.models import Person
from chapter.people.models.name_index import NameKey, NameWord
from chapter.people.queries import do_not_pair
from chapter.people.rules import persons
from tests.factories import GUEST, TODAY, a_booking, a_person, an_event
from tests.people.test_name_matching import VECTORS
from tests.privacy.erasing import erase_people

pytestmark = pytest.mark.every_case

FOUND = [one for one in VECTORS["found"] if one[1]]


def names_of(people: Iterable[Person]) -> list[str]:
    return [person.name for person in people]


def renamed(person: Person, name: str) -> None:
    details = persons.values_of(person) | {"name": name}
    with db.writing():
        persons.change(person, persons.PersonInput(**details), by=GUEST, now=TODAY)


def index() -> tuple[list[tuple[str, int]], list[tuple[str, str]]]:
    """Everything that the names index holds."""
    db.session.rollback()
    words = db.session.execute(select(NameWord.word, NameWord.person_id))
    keys = db.session.execute(select(NameKey.key, NameKey.word))
    return sorted((row[0], row[1]) for row in words), sorted((row[0], row[1]) for row in keys)


def test_people_are_found_by_what_is_typed_of_their_names(app: Flask) -> None:
    for name in VECTORS["names"]:
        a_person(name)
    for asked, names in VECTORS["found"]:
        assert names_of(name_finder.find_people(asked, 12)) == names, asked


def test_the_best_are_first_and_no_more_than_asked_for(app: Flask) -> None:
    for number in range(8):
        a_person(f"Anabel {number}")
    a_person("Ana Zet")
    assert names_of(name_finder.find_people("ana", 3)) == ["Ana Zet", "Anabel 0", "Anabel 1"]


def test_somebody_is_found_by_what_they_are_called_and_by_their_name_of_now(app: Flask) -> None:
    ana = a_person("Ana Old")
    renamed(ana, "Ana Nova")
    with db.writing():
        db.lock(ana).called = "Nita"
    for asked, names in (("old", []), ("nova", ["Ana Nova"]), ("nita", ["Ana Nova"])):
        assert names_of(name_finder.find_people(asked, 5)) == names, asked


def test_who_is_erased_leaves_no_word_of_their_name(app: Flask) -> None:
    ana = a_person("Zdenka Gone")
    a_person("Zdenka Stays")
    with db.writing():
        erase_people(ana)
    words, keys = index()
    assert {word for word, _ in words} == {word for _, word in keys} == {"zdenka", "stays"}


def test_a_name_that_is_rolled_back_is_not_found(app: Flask) -> None:
    before = index()
    with pytest.raises(RuntimeError, match="on purpose"):
        add_and_fail()
    with db.writing():
        persons.add("", "", now=TODAY)
    assert index() == before


def add_and_fail() -> None:
    with db.writing():
        persons.add("Ana Undone", "", now=TODAY)
        db.session.flush()
        raise RuntimeError("on purpose")


class TakenBack(Exception):
    """Raised in a savepoint, to take it back."""


def a_savepoint_that_fails(*names: str) -> None:
    """Write people with these ``names`` in a savepoint, and take it back."""
    with contextlib.suppress(TakenBack), db.session.begin_nested():
        for name in names:
            persons.find_or_add(name, f"{name.split()[0].lower()}@example.test", now=TODAY)
        db.session.flush()
        raise TakenBack


def test_a_savepoint_that_fails_takes_back_its_own_names_and_no_others(app: Flask) -> None:
    with db.writing():
        persons.find_or_add("Xanthippe Early", "x@example.test", now=TODAY)
        db.session.flush()
        a_savepoint_that_fails("Zofia Unheardof")
    assert [one.name for one in name_finder.find_people("xantipe", 5)] == ["Xanthippe Early"]
    assert set(db.session.scalars(select(NameKey.word))) == {"xanthippe", "early"}


def test_whoever_is_renamed_before_a_savepoint_that_fails_leaves_no_old_name(app: Flask) -> None:
    person = a_person("Xanthippe Early", "x@example.test")
    with db.writing():
        db.lock(person).name = "Berta Newname"
        db.session.flush()
        a_savepoint_that_fails()
    assert set(db.session.scalars(select(NameKey.word))) == {"berta", "newname"}
    with db.writing():
        erase_people(db.lock(person))
    assert db.first(select(NameKey.word)) is None


def test_rebuilding_gives_what_stands(app: Flask) -> None:
    for name in VECTORS["names"]:
        a_person(name)
    before = index()
    with db.writing():
        db.session.execute(delete(NameKey))
        db.session.execute(delete(NameWord))
    assert index() == ([], [])
    assert "profiles" in app.test_cli_runner().invoke(args=["rebuild-directory"]).output
    assert index() == before


def test_a_search_takes_as_many_statements_with_five_words_as_with_one(app: Flask) -> None:
    for name in VECTORS["names"]:
        a_person(name)
    counts = [_statements(asked) for asked in ("ana", "ana wanda kowaslka zet siobhan")]
    assert counts[1] <= counts[0] <= 6


def _statements(asked: str) -> int:
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        told.extend([statement] if statement.startswith("SELECT") else [])

    engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    name_finder.find_people(asked, 12)
    event.remove(engine, "before_cursor_execute", note)
    return len(told)


def test_no_address_finds_anybody_by_name(app: Flask) -> None:
    a_person("Ana Lopez", "secret@example.test")
    assert name_finder.find_people("secret", 5) == name_finder.find_people("example", 5) == []


def test_who_is_kept_apart_is_chosen_by_name_or_by_their_whole_address(app: Flask) -> None:
    ana = a_person("Siobhán O’Brien", "siobhan@example.test")
    for asked in ("obrien", "shivon", "siobhan@example.test"):
        assert do_not_pair.people_by_name_or_email(asked) == [ana], asked
    assert do_not_pair.people_by_name_or_email("  ") == []


class TestBookings:
    """Parties of one event."""

    @pytest.mark.parametrize(("asked", "names"), FOUND)
    def test_a_party_is_found_by_what_is_typed_of_its_name(
        self, app: Flask, asked: str, names: list[str]
    ) -> None:
        evening = an_event(seats=50)
        booked = {a_booking(evening, name=name).id: name for name in VECTORS["names"]}
        assert [booked[number] for number in booking_search.booking_ids_matching(evening, asked)] == names
        assert [one.name for one in booking_search.find_parties(evening, asked, 12)] == names

    def test_a_party_is_found_by_its_guests_and_the_office_finds_it_by_part_of_its_email(
        self, app: Flask
    ) -> None:
        evening = an_event(seats=50)
        ana = a_booking(evening, name="Ana Rocío", email="rocio.ana@lake.test", guest_names=["Wanda Kern"])
        a_booking(evening, name="Bea Lake", email="bea@prairie.test")
        for asked, ids in (
            ("vanda", [ana.id]),
            ("rocio.a", [ana.id]),
            ("ana lake", [ana.id]),
            ("@lake", [ana.id]),
        ):
            assert booking_search.booking_ids_matching(evening, asked) == ids, asked
        assert booking_search.find_parties(evening, "rocio.ana@lake.test", 12) == []


def test_the_log_is_narrowed_to_all_whose_names_are_meant(app: Flask) -> None:
    brien = a_person("Seán O’Brien")
    a_person("Ana Zet")
    assert list(db.session.scalars(name_finder.person_ids_named("o'brien"))) == [brien.id]
    assert list(db.session.scalars(name_finder.person_ids_named("!"))) == []
