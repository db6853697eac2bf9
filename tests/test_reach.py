"""The gate: who may be reached, and what for."""

import itertools

import pytest
from flask import Flask
from sqlalchemy import literal_column, select

from chapter import db, restrictions
from chapter.membership.models.departures import Departure
from chapter.membership.rules import departures
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.restrictions import Restriction, Use
from tests import factories
from tests.factories import GUEST, TODAY
from tests.privacy.erasing import erase_people

STOPPED = {
    "erased": set(Use),
    "deceased": set(Use),
    "suspended": {Use.ASK, Use.BULK, Use.SHOWN},
    "resigned": {Use.ASK},
}
"""What each reason stops."""


def somebody(why: str) -> Person:
    person = factories.a_person()
    if why == "erased":
        with db.writing():
            erase_people(person)
    elif why == "deceased":
        with db.writing():
            departures.leave(person, "deceased", why="", by=GUEST, now=TODAY)
    elif why:
        factories.saved(Departure(person_id=person.id, kind=why, since_on=TODAY.date(), noted_at=TODAY))
    return person


@pytest.mark.parametrize(("why", "use"), list(itertools.product(["", *STOPPED], Use)))
def test_each_reason_stops_what_it_says_and_nothing_else(app: Flask, why: str, use: Use) -> None:
    person, other = somebody(why), factories.a_person()
    stopped = use in STOPPED.get(why, set())
    open_ones = set(db.session.scalars(select(Person.id).where(restrictions.is_open_to(use, Person.id))))
    assert other.id in open_ones
    assert (person.id in open_ones) is not stopped
    assert set(restrictions.reasons_against([person.id, other.id], use)) == (
        {person.id} if stopped else set()
    )


def test_every_reason_that_is_registered_stands_in_this_test(app: Flask) -> None:
    known = {stop.name: set(stop.uses) for use in Use for stop in restrictions.restrictions_on(use)}
    assert known == STOPPED


def test_the_weightiest_reason_is_told(app: Flask) -> None:
    person = somebody("suspended")
    with db.writing():
        persons.mark_deceased(db.lock(person), now=TODAY)
    assert restrictions.reasons_against([person.id], Use.ASK) == {person.id: "has died"}


def test_a_death_that_was_noted_by_mistake_is_taken_back(app: Flask) -> None:
    person = somebody("deceased")
    with db.writing():
        departures.revoke_departure(db.session.scalars(select(Departure)).one(), by=GUEST, now=TODAY)
    assert restrictions.reasons_against([person.id], Use.HELD) == {}


def test_nobody_asked_about_is_nobody_stopped(app: Flask) -> None:
    assert restrictions.reasons_against([], Use.BULK) == {}


def test_two_reasons_of_one_name_don_t_start(app: Flask) -> None:
    again = Restriction("deceased", "is gone", frozenset(Use), lambda number: literal_column("1") == 0)
    with pytest.raises(ValueError, match="deceased"):
        restrictions.register(app, again)
