"""Two presses at one moment: the last place, yes against no, yes against taking back."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask

from chapter import db
from chapter.households.rules import answers, bundles, invitations
from chapter.membership import queries
from chapter.membership.models.invitations import Invitation, NamedPerson
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.queries import bundles as queries_bundles
from chapter.membership.rules import departures, member_role, payers
from chapter.membership.rules import invitations as membership_invitations
from chapter.membership.status import DECEASED, RESIGNED
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.people.verification import MAILBOX
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.households.households import BEA, NEWS, a_payer, mails, names, yes
from tests.membership.members import STAFF, a_household, a_member, membership
from tests.races import meeting_point, mine, writing_at_once


def the(number: int) -> Invitation:
    return db.session.get_one(Invitation, number)


def says_yes(number: int) -> object:
    return answers.accept_invitation(the(number), by=MAILBOX, now=TODAY)


def says_no(number: int) -> None:
    answers.decline_invitation(the(number), by=MAILBOX, now=TODAY)


def takes_back(number: int) -> None:
    membership_invitations.withdraw(the(number), by=STAFF, now=TODAY)


def races(app: Flask, *acts: Callable[[int], object]) -> Invitation:
    named = names(a_payer())
    writing_at_once(app, *(partial(act, named.id) for act in acts))
    return the(named.id)


def test_the_last_place_is_had_by_one(app: Flask) -> None:
    nora = a_payer(most=5)
    numbers = [names(nora, NamedPerson(f"Bea {n}", f"bea{n}@example.test")).id for n in range(4)]
    with db.writing():
        membership(nora).level.bundle_most = 2
    done = writing_at_once(app, *(partial(says_yes, number) for number in numbers))
    assert sum(isinstance(one, Refused) for one in done) == 3
    assert len(queries.enrollments_in(membership(nora))) == 2


def test_a_yes_pressed_twice_is_one(app: Flask) -> None:
    named = races(app, says_yes, says_yes, says_yes)
    assert named.accepted_at is not None
    assert len(mails(NEWS)) == 1


def test_a_yes_pressed_twice_is_answered_as_a_yes_both_times(app: Flask) -> None:
    named = names(a_payer())
    done = writing_at_once(app, *(partial(says_yes, named.id) for _ in range(3)))
    assert not [one for one in done if isinstance(one, Refused)]


def test_two_yes_to_two_payers_at_one_moment_are_one_person_with_one_account(app: Flask) -> None:
    first = names(a_payer())
    other = names(a_member(a_household(), person=factories.a_person("Ola Okoro", "ola@example.test")))
    writing_at_once(app, partial(says_yes, first.id), partial(says_yes, other.id))
    assert len(people.people_by_email(BEA.email)) == 1
    assert {the(first.id).person_id, the(other.id).person_id} == {people.people_by_email(BEA.email)[0].id}


def meeting(app: Flask, *acts: tuple[Callable[[], object], pytest.MonkeyPatch, object, str]) -> list[object]:
    """Both acts at one moment, each of which waits for the other where its function is called."""
    meet = meeting_point(of=len(acts))

    def pausing(real: Callable[..., object], is_mine: Callable[[], bool]) -> Callable[..., object]:
        met: list[bool] = []

        def pause(*given: Any, **more: Any) -> object:
            if is_mine() and not met:
                met.append(True)
                meet()
            return real(*given, **more)

        return pause

    works = []
    for act, patch, owner, name in acts:
        work, is_mine = mine(act)
        patch.setattr(owner, name, pausing(getattr(owner, name), is_mine))
        works.append(work)
    return writing_at_once(app, *works)


def leaves(number: int, kind: str) -> object:
    return departures.leave(db.session.get_one(Person, number), kind, why="Wanted to.", by=STAFF, now=TODAY)


def one_who_belongs() -> tuple[int, int]:
    """Bea, who said yes, and her place in the household, by number."""
    named = names(a_payer())
    yes(named)
    place = queries.enrollment_of(named.person_id or 0)
    assert named.person_id is not None
    assert place is not None
    return named.person_id, place.id


def test_who_is_taken_out_while_she_resigns_stops_neither(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea, number = one_who_belongs()
    meeting(
        app,
        (lambda: leaves(bea, RESIGNED), monkeypatch, queries, "open_departure"),
        (
            lambda: bundles.remove_member(db.session.get_one(Enrollment, number), by=STAFF, now=TODAY),
            monkeypatch, member_role, "sync_roles",
        ),
    )  # fmt: skip
    assert queries.enrollment_of(bea) is None


def test_who_comes_to_pay_while_she_resigns_stops_neither(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea, number = one_who_belongs()
    meeting(
        app,
        (lambda: leaves(bea, RESIGNED), monkeypatch, queries, "open_departure"),
        (
            lambda: bundles.set_payer(db.session.get_one(Enrollment, number), by=STAFF, now=TODAY),
            monkeypatch, payers, "change_payer",
        ),
    )  # fmt: skip
    of = db.session.get_one(Enrollment, number).membership
    assert (queries.enrollment_of(bea) is None) == (of.payer_id != bea)


def test_a_yes_while_its_payer_is_noted_as_dead_stops_neither(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    nora = a_payer()
    named = names(nora)
    payer, number = nora.id, named.id
    done = meeting(
        app,
        (lambda: leaves(payer, DECEASED), monkeypatch, queries, "open_departure"),
        (lambda: says_yes(number), monkeypatch, membership_invitations, "notify_payer"),
    )
    assert queries.enrollment_of(payer) is None
    refused = any(isinstance(one, Refused) for one in done)
    assert (the(number).accepted_at is None) == refused


def test_of_yes_and_no_one_holds(app: Flask) -> None:
    named = races(app, says_yes, says_no)
    assert (named.accepted_at is None) != (named.declined_at is None)
    assert named.membership is not None
    assert len(queries.enrollments_in(named.membership)) == 1 + (named.accepted_at is not None)


def test_of_yes_and_taking_back_one_holds(app: Flask) -> None:
    named = races(app, says_yes, takes_back)
    assert (named.accepted_at is None) != (named.withdrawn_at is None)


def test_the_last_free_place_is_named_once(app: Flask) -> None:
    nora = a_payer(most=2)
    number = membership(nora).id

    def add(n: int) -> object:
        of = db.session.get_one(Membership, number)
        return invitations.invite(
            of, NamedPerson(f"Bea {n}", f"b{n}@example.test"), nonce=f"race-{n}-nonce", by=STAFF, now=TODAY
        )

    writing_at_once(app, *(partial(add, n) for n in range(3)))
    assert len(queries_bundles.open_invitations_in(membership(nora))) == 1
