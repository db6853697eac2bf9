"""The members of the small chapter, and the records about them that its people may or may not touch."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from chapter import db
from chapter.households.rules import invitations
from chapter.levels.models import Level
from chapter.levels.rules import requirements
from chapter.membership import queries
from chapter.membership.models.dues import Dues
from chapter.membership.models.invitations import NamedPerson
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import departures
from chapter.people.models import Person, Relation
from chapter.people.rules import relations
from tests import factories
from tests.factories import TODAY
from tests.feature import Edit, Feature, Records
from tests.membership.members import (
    STAFF,
    a_household,
    a_member,
    belongs,
)

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """A household and somebody suspended; whoever leads the volunteers is related to its member."""
    paid, volunteer = level("household"), world.account("volunteers").person
    ana = a_member(paid)
    bea = belongs(membership_of(ana), "Bea Bundle", "bea@example.test", by=STAFF, now=TODAY)
    return {
        **_left(paid),
        "a member": {**_of(ana), "number": str(bea.id), "dues_id": _dues(ana).public_id},
        "a renewal link": {"token": membership_of(ana).token},
        "a relation": {**_of(volunteer), "number": str(_relation(volunteer, ana).id)},
        "a requirement": {**_of(ana), "number": str(asked(paid, "Come to two events", "events"))},
        "a ticked requirement": {**_of(ana), "number": str(_ticked(paid, ana))},
    }


def _left(paid: Level) -> Records:
    cora = a_member(paid)
    noted = departures.leave(cora, "suspended", why="Under review", by=STAFF, now=TODAY)
    return {"a leaving": {**_of(cora), "number": str(noted.id)}}


def level(slug: str) -> Level:
    """The level of this address."""
    return db.session.scalars(select(Level).where(Level.slug == slug)).one()


def asked(level: Level, words: str, counter: str) -> int:
    """Another requirement of ``level``: its id."""
    asked = requirements.add_requirement(level, words=words, counter=counter, amount=2, by=STAFF, now=TODAY)
    db.session.flush()
    return asked.id


def _ticked(level: Level, person: Person) -> int:
    asked = requirements.add_requirement(
        level, words="Meet the board", counter="", amount=1, by=STAFF, now=TODAY
    )
    db.session.flush()
    first: date = queries.current_term_days(membership_of(person), TODAY.date())[0]
    requirements.tick(asked, person, first, note="", by=STAFF, now=TODAY)
    return asked.id


def _relation(person: Person, other: Person) -> Relation:
    relation = relations.add(person, other, "works", by=STAFF, now=TODAY)
    db.session.flush()
    return relation


def membership_of(person: Person) -> Membership:
    """Hers."""
    place = queries.enrollment_of(person.id)
    assert isinstance(place, Enrollment)
    return place.membership


def _dues(person: Person) -> Dues:
    return queries.dues_of(person)[0]


def _of(person: Person) -> dict[str, str]:
    return {"public_id": person.public_id}


def grow(world: "World", by: int) -> None:
    """``by`` more members, and more of everything about one of them."""
    with factories.a_writing():
        for _ in range(by):
            _grow(by)
        _grow_around(world.records["a member"]["public_id"], by)


def _grow(by: int) -> None:
    paid = a_household()
    ana = a_member(paid)
    belongs(membership_of(ana), f"Bea {by}", factories.a_person().email, by=STAFF, now=TODAY)
    _left(paid)


def _grow_around(public_id: str, by: int) -> None:
    """``by`` more people, dues, terms and relations around one member."""
    person = db.session.query(Person).filter_by(public_id=public_id).one()
    membership = membership_of(person)
    membership.level.bundle_most += 3 * by
    for number in range(by):
        belongs(membership, f"Dora {number}", factories.a_person().email, by=STAFF, now=TODAY)
        asked(membership.level, f"Thing {number}", "events")
        relations.add(person, factories.a_person(), "home", by=STAFF, now=TODAY)
        a_member(membership.level, person=person)
        other = NamedPerson(f"Ida {number}", f"ida{number}-{by}@example.test")
        invitations.invite(membership, other, nonce=f"grown-{number}-{by}", by=STAFF, now=TODAY)


FEATURE = Feature(
    world=build,
    grow=grow,
    fields={"method": "check", "paid_on": "2026-11-20", "level": "1"},
    payloads={
        "/office/members/levels/<slug>/requirements": {"counter": "events"},
        "/office/members/people/<public_id>/grant": {"level": "2"},
    },
    edits={
        "/office/members/levels/<slug>/edit": Edit(
            ("name", "Friend", "Sister", "Neighbor"), {"price": "80"}, {"summary": "In short"}
        ),
        "/office/members/levels/<slug>/offer": Edit(
            first={"open_to_all": False}, second={"offered": False}, page="/office/members/levels/<slug>"
        ),
    },
)
