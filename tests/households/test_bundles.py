"""Households and companies: one payer, one renewal date, a maximum of people."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from chapter import db
from chapter.households.rules import bundles
from chapter.membership import queries, words
from chapter.membership.models.memberships import Enrollment
from chapter.membership.rules import departures
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.membership.members import (
    STAFF,
    a_household,
    a_level,
    a_member,
    belongs,
    days,
    membership,
    pays,
    status,
)

JOINED = TODAY.date()


@pytest.fixture
def ana(app: Flask) -> Person:
    return a_member(a_household(most=3))


def put(ana: Person, name: str = "Bea Bundle", email: str = "bea@example.test") -> Enrollment:
    with db.writing():
        return belongs(membership(ana), name, email, by=STAFF, now=TODAY)


def test_all_in_a_bundle_are_members_until_its_one_date(ana: Person) -> None:
    bea = put(ana).person
    found = queries.standing_of(bea, TODAY)
    assert (found.status, found.pays, found.ends_on) == ("current", False, date(2027, 11, 22))
    assert people.holds_role(bea.id, "member")
    pays(ana, membership(ana).level, on=JOINED + days(300))
    assert queries.standing_of(bea, TODAY).ends_on == date(2028, 11, 22)


def test_a_bundle_holds_no_more_than_its_level_says(ana: Person) -> None:
    put(ana)
    put(ana, "Cora Bundle")
    with pytest.raises(Refused, match="has 3 spots"):
        put(ana, "Dora Bundle")


def test_nobody_belongs_to_two(ana: Person) -> None:
    other = a_member()
    with pytest.raises(Refused, match="already"):
        put(ana, other.name, other.email)


def test_who_is_taken_out_has_lapsed_and_makes_room(ana: Person) -> None:
    place = put(ana)
    with db.writing():
        bundles.remove_member(place, by=STAFF, now=TODAY + days(10))
    assert status(place.person, TODAY + days(10)) == "lapsed"
    assert not people.holds_role(place.person_id, "member")
    assert len(queries.enrollments_in(membership(ana))) == 1


def test_who_pays_neither_leaves_nor_is_taken_out_before_another_pays(ana: Person) -> None:
    bea = put(ana)
    place = queries.enrollment_of(ana.id)
    assert place is not None
    with pytest.raises(Refused, match="choose someone else to pay"), db.writing():
        bundles.remove_member(place, by=STAFF, now=TODAY)
    with pytest.raises(Refused, match="choose someone else to pay"), db.writing():
        departures.leave(ana, "resigned", why="Moves", by=STAFF, now=TODAY)
    old_link = membership(ana).token
    with db.writing():
        bundles.set_payer(bea, by=STAFF, now=TODAY)
    assert queries.by_renewal_token(old_link) is None
    with db.writing():
        departures.leave(ana, "resigned", why="Moves", by=STAFF, now=TODAY)
    assert status(ana, TODAY) == "resigned"
    assert queries.standing_of(bea.person, TODAY).pays


def test_a_bundle_of_three_does_not_fit_a_level_for_one(ana: Person) -> None:
    put(ana)
    with pytest.raises(Refused, match="up to 1"):
        pays(ana, a_level(), on=JOINED)


def test_who_takes_a_level_of_her_own_leaves_the_bundle(ana: Person) -> None:
    bea = put(ana).person
    with pytest.raises(Refused, match="pays for this membership"):
        pays(bea, a_level(), on=JOINED)
    place = queries.enrollment_of(bea.id)
    assert place is not None
    with db.writing():
        bundles.remove_member(place, by=STAFF, now=TODAY)
    pays(bea, a_level(), on=JOINED)
    assert status(bea, TODAY) == "current"


def test_who_came_later_was_nothing_before(ana: Person) -> None:
    now = datetime(2027, 3, 1, 18, tzinfo=UTC)
    with db.writing():
        late = belongs(membership(ana), "Late Larsen", "late@example.test", by=STAFF, now=now).person
    found = queries.standing_of(late, now)
    assert (found.first_joined_on, found.status) == (date(2027, 3, 1), "current")
    assert status(late, TODAY) is None


def test_who_was_taken_out_on_her_first_day_was_a_member_until_then(ana: Person) -> None:
    now = datetime(2027, 3, 1, 18, tzinfo=UTC)
    with db.writing():
        place = belongs(membership(ana), "Late Larsen", "late@example.test", by=STAFF, now=now)
    with db.writing():
        bundles.remove_member(place, by=STAFF, now=now)
    found = queries.standing_of(place.person, now)
    assert (found.status, found.was_until) == ("lapsed", date(2027, 3, 1))
    assert words.standing(found.status, None, found.was_until) == "Lapsed: member until March 1, 2027"
    assert status(place.person, TODAY) is None


def test_a_slip_is_not_taken_back_into_a_full_house(ana: Person) -> None:
    place = put(ana)
    with db.writing():
        left = departures.leave(place.person, "resigned", why="Moves", by=STAFF, now=TODAY)
    put(ana, "Cora Bundle")
    put(ana, "Dora Bundle")
    with pytest.raises(Refused, match="taken"), db.writing():
        departures.revoke_departure(left, by=STAFF, now=TODAY)


def test_somebody_known_is_found_by_name_and_e_mail(ana: Person) -> None:
    known = factories.a_person("Zoë Known", "zoe@example.test")
    assert put(ana, "zoe known", "ZOE@example.test").person_id == known.id
