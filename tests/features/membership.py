"""The members of the small chapter, and the records about them that its people may or may not touch."""

from datetime import date

from chapter import db
from chapter.applications.models import Question, WelcomeMail
from chapter.applications.rules import decisions, questions, welcome_mails
from chapter.households.rules import invitations
from chapter.levels.models import Level
from chapter.levels.rules import requirements
from chapter.membership import queries
from chapter.membership.models.applications import APPROVED
from chapter.membership.models.dues import Dues
from chapter.membership.models.invitations import NamedPerson
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import departures
from chapter.people.models import Person, Relation
from chapter.people.rules import relations
from tests import factories
from tests.factories import TODAY
from tests.membership.members import (
    STAFF,
    a_free_level,
    a_household,
    a_member,
    an_application,
    belongs,
    days,
    proved,
)

Records = dict[str, dict[str, str]]


def build(volunteer: Person) -> Records:
    """A household, somebody suspended, applications in every stage; ``volunteer`` is related to her."""
    paid, free = a_household(slug="household"), a_free_level(slug="friend", staff_approves=True)
    ana = a_member(paid)
    bea = belongs(_membership(ana), "Bea Bundle", "bea@example.test", by=STAFF, now=TODAY)
    return {
        **_applications(paid, free),
        **_words(paid),
        **_left(paid),
        "a member": {**_of(ana), "number": str(bea.id), "dues_id": _dues(ana).public_id},
        "a renewal link": {"token": _membership(ana).token},
        "a relation": {**_of(volunteer), "number": str(_relation(volunteer, ana).id)},
        "a requirement": {**_of(ana), "number": str(_asked(paid, "Come to two events", "events"))},
        "a ticked requirement": {**_of(ana), "number": str(_ticked(paid, ana))},
    }


def _applications(paid: Level, free: Level) -> Records:
    started, sent = an_application(paid, sent=False), an_application(paid)
    waiting, decided = proved(an_application(free)), proved(an_application(free))
    decisions.decide(decided, APPROVED, why="", by=STAFF, now=TODAY)
    owing = proved(an_application(a_household()))
    names = {
        "an application that was begun": started, "an application": waiting, "a decided application": decided,
        "an application that owes": owing, "an unconfirmed application": sent,
    }  # fmt: skip
    records = {
        name: {"public_id": one.public_id, "token": one.token, "slug": one.level.slug}
        for name, one in names.items()
    }
    return {**records, "a confirming link": {"token": sent.proof_token}, "an open level": {"slug": paid.slug}}


def _words(paid: Level) -> Records:
    asked = questions.add_question(
        "Who told you of us?", hint="", kind="line", required=False, by=STAFF, now=TODAY
    )
    silent = questions.add_question("No more", hint="", kind="yes", required=False, by=STAFF, now=TODAY)
    live, stopped = (
        welcome_mails.write_welcome(days=day, subject="Hello", text="Come in.", by=STAFF, now=TODAY)
        for day in (0, 3)
    )
    db.session.flush()
    questions.end_question(silent, by=STAFF, now=TODAY)
    welcome_mails.stop_welcome(stopped, by=STAFF, now=TODAY)
    return {
        "a question": _numbered(asked), "a question asked no more": _numbered(silent),
        "a welcome mail": _numbered(live), "a welcome mail that was stopped": _numbered(stopped),
        "a requirement of a level": {"slug": paid.slug, "number": str(_asked(paid, "Be kind", ""))},
    }  # fmt: skip


def of_the_member(person: Person) -> Records:
    """``person`` pays for a household: Lou belongs to it, Kim and Ida have not answered. An application
    names somebody, too."""
    a_member(a_household(), person=person)
    held = _membership(person)
    lou = belongs(held, "Lou Bundle", "lou@example.test", by=STAFF, now=TODAY)
    kim, ida = (
        invitations.invite(held, NamedPerson(name, email), nonce=f"named-{email}", by=person.actor, now=TODAY)
        for name, email in (("Kim Bundle", "kim@example.test"), ("Ida Bundle", "ida@example.test"))
    )
    kim.mailed_at = TODAY - days(2)
    asks = proved(an_application(a_household()))
    named = invitations.add_to_application(
        asks, NamedPerson("Uma", "uma@example.test"), nonce="named-uma", by=STAFF, now=TODAY
    )
    db.session.flush()
    return {
        "the member’s household": _of(person),
        "one in the member’s household": {"number": str(lou.id)},
        "one whom the member named": {**_of(person), "asked_id": kim.public_id, "public_id": kim.public_id},
        "one of the member’s": {**_of(person), "asked_id": kim.public_id},
        "an invitation": {"token": ida.token},
        "one named in an application": {"public_id": asks.public_id, "asked_id": named.public_id},
    }


def _left(paid: Level) -> Records:
    cora = a_member(paid)
    noted = departures.leave(cora, "suspended", why="Under review", by=STAFF, now=TODAY)
    return {"a leaving": {**_of(cora), "number": str(noted.id)}}


def _asked(level: Level, words: str, counter: str) -> int:
    asked = requirements.add_requirement(level, words=words, counter=counter, amount=2, by=STAFF, now=TODAY)
    db.session.flush()
    return asked.id


def _ticked(level: Level, person: Person) -> int:
    asked = requirements.add_requirement(
        level, words="Meet the board", counter="", amount=1, by=STAFF, now=TODAY
    )
    db.session.flush()
    first: date = queries.current_term_days(_membership(person), TODAY.date())[0]
    requirements.tick(asked, person, first, note="", by=STAFF, now=TODAY)
    return asked.id


def _relation(person: Person, other: Person) -> Relation:
    relation = relations.add(person, other, "works", by=STAFF, now=TODAY)
    db.session.flush()
    return relation


def _membership(person: Person) -> Membership:
    place = queries.enrollment_of(person.id)
    assert isinstance(place, Enrollment)
    return place.membership


def _dues(person: Person) -> Dues:
    return queries.dues_of(person)[0]


def _of(person: Person) -> dict[str, str]:
    return {"public_id": person.public_id}


def _numbered(row: Question | WelcomeMail) -> dict[str, str]:
    return {"number": str(row.id)}


def grow(by: int) -> None:
    """``by`` more of everything about members that a page may list."""
    for _ in range(by):
        paid, free = a_household(), a_free_level(staff_approves=True)
        ana = a_member(paid)
        belongs(_membership(ana), f"Bea {by}", factories.a_person().email, by=STAFF, now=TODAY)
        _applications(paid, free)
        _words(paid)
        _left(paid)


def grow_around(public_id: str, by: int) -> None:
    """``by`` more people, dues, terms and relations around one member."""
    person = db.session.query(Person).filter_by(public_id=public_id).one()
    membership = _membership(person)
    membership.level.bundle_most += 3 * by
    for number in range(by):
        belongs(membership, f"Dora {number}", factories.a_person().email, by=STAFF, now=TODAY)
        _asked(membership.level, f"Thing {number}", "events")
        relations.add(person, factories.a_person(), "home", by=STAFF, now=TODAY)
        a_member(membership.level, person=person)
        other = NamedPerson(f"Ida {number}", f"ida{number}-{by}@example.test")
        invitations.invite(membership, other, nonce=f"grown-{number}-{by}", by=STAFF, now=TODAY)
