"""However somebody stops belonging, and a membership ends, whoever holds something for it is told."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.households.rules import bundles
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import departures, dues, erasure, terms
from chapter.membership.rules.endings import ENROLLMENTS_ENDED, MEMBERSHIPS_ENDED
from chapter.people.models import Person
from chapter.personal_data.declarations import Erasure
from chapter.personal_data.subjects import Subject
from chapter.web.endings import EXTENSION, Ended
from tests.factories import TODAY, a_person
from tests.households.households import a_payer, asked, names, yes
from tests.membership.members import STAFF, a_free_level, a_member, belongs, membership

Told = tuple[list[Ended], list[Ended]]


@pytest.fixture
def told(app: Flask) -> Iterator[Told]:
    """What followers are told in this test: of enrollments, and of memberships."""
    found: Told = ([], [])
    hooks = list(zip((ENROLLMENTS_ENDED, MEMBERSHIPS_ENDED), found, strict=True))
    for hook, ended in hooks:
        hook.register(app, ended.append)
    yield found
    for hook, ended in hooks:
        app.extensions[EXTENSION][hook].calls.remove(ended.append)


def resigns(payer: Person) -> None:
    departures.leave(payer, "resigned", why="Moved", by=STAFF, now=TODAY)


def dies(payer: Person) -> None:
    departures.leave(payer, "deceased", why="Told by her son", by=STAFF, now=TODAY)


def is_erased(payer: Person) -> None:
    erasure.erase_memberships([payer.id], Erasure(Subject("", [payer.id]), payer.actor, TODAY))


def her_dues_are_reversed(_payer: Person) -> None:
    dues.reverse(db.session.scalars(select(Dues)).one(), why="Bounced", by=STAFF, now=TODAY)


@pytest.mark.parametrize(
    ("way", "withdrawn"),
    [(resigns, True), (dies, True), (is_erased, True), (her_dues_are_reversed, False)],
    ids=lambda way: getattr(way, "__name__", ""),
)
def test_with_its_last_person_a_membership_ends(
    way: Callable[[Person], None], withdrawn: bool, told: Told
) -> None:
    nora = a_payer()
    names(nora)
    held = membership(nora)
    with db.writing():
        way(nora)
    assert held.ended_at == TODAY
    assert told == (
        [Ended([db.session.scalars(select(Enrollment.id)).one()], TODAY)],
        [Ended([held.id], TODAY, restorable=not withdrawn)],
    )
    assert (asked(held) == []) is withdrawn


def test_who_says_yes_to_another_household_ends_her_own_membership(told: Told) -> None:
    bea = a_member(person=a_person("Bea Bundle", "bea@example.test"))
    alone = membership(bea)
    yes(names(a_payer()))
    assert told[1] == [Ended([alone.id], TODAY)]


def is_taken_out(place: Enrollment) -> None:
    bundles.remove_member(place, by=STAFF, now=TODAY)


def joins_by_herself(place: Enrollment) -> None:
    gets_it = a_free_level()
    terms.grant(place.person, gets_it, by=STAFF, now=TODAY)


@pytest.mark.parametrize("way", [is_taken_out, joins_by_herself], ids=lambda way: way.__name__)
def test_who_leaves_a_household_ends_her_place_in_it_alone(
    way: Callable[[Enrollment], None], told: Told
) -> None:
    nora = a_payer()
    held = membership(nora)
    with db.writing():
        place = belongs(held, "Bea Bundle", "bea@example.test")
    with db.writing():
        way(place)
    assert told == ([Ended([place.id], TODAY)], [])
    assert db.session.get_one(Membership, held.id).ended_at is None
