"""Two presses at one moment: the last place, yes against no, yes against taking back."""

from collections.abc import Callable
from functools import partial

from flask import Flask

from chapter import db
from chapter.membership import belonging, queries
from chapter.membership.inviting import Invitation, Other
from chapter.membership.models import Membership
from chapter.membership.rules import answering, inviting
from chapter.people.proof import MAILBOX
from chapter.refusal import Refused
from tests.events.queue import together
from tests.factories import TODAY
from tests.membership.making import STAFF, membership
from tests.membership.naming import NEWS, a_payer, mails, names


def the(number: int) -> Invitation:
    return db.session.get_one(Invitation, number)


def says_yes(number: int) -> object:
    return answering.say_yes(the(number), by=MAILBOX, now=TODAY)


def says_no(number: int) -> None:
    answering.say_no(the(number), by=MAILBOX, now=TODAY)


def takes_back(number: int) -> None:
    inviting.withdraw(the(number), by=STAFF, now=TODAY)


def races(app: Flask, *acts: Callable[[int], object]) -> Invitation:
    named = names(a_payer())
    together(app, *(partial(act, named.id) for act in acts))
    return the(named.id)


def test_the_last_place_is_had_by_one(app: Flask) -> None:
    nora = a_payer(most=5)
    numbers = [names(nora, Other(f"Bea {n}", f"bea{n}@example.test")).id for n in range(4)]
    with db.writing():
        membership(nora).level.bundle_most = 2
    done = together(app, *(partial(says_yes, number) for number in numbers))
    assert sum(isinstance(one, Refused) for one in done) == 3
    assert len(queries.places_in(membership(nora))) == 2


def test_a_yes_pressed_twice_is_one(app: Flask) -> None:
    named = races(app, says_yes, says_yes, says_yes)
    assert named.accepted_at is not None
    assert len(mails(NEWS)) == 1


def test_of_yes_and_no_one_holds(app: Flask) -> None:
    named = races(app, says_yes, says_no)
    assert (named.accepted_at is None) != (named.declined_at is None)
    assert named.membership is not None
    assert len(queries.places_in(named.membership)) == 1 + (named.accepted_at is not None)


def test_of_yes_and_taking_back_one_holds(app: Flask) -> None:
    named = races(app, says_yes, takes_back)
    assert (named.accepted_at is None) != (named.withdrawn_at is None)


def test_the_last_free_place_is_named_once(app: Flask) -> None:
    nora = a_payer(most=2)
    number = membership(nora).id

    def add(n: int) -> object:
        of = db.session.get_one(Membership, number)
        return inviting.add(
            of, Other(f"Bea {n}", f"b{n}@example.test"), nonce=f"race-{n}-nonce", by=STAFF, now=TODAY
        )

    together(app, *(partial(add, n) for n in range(3)))
    assert len(belonging.open_in(membership(nora))) == 1
