"""Dues that come in parts, dues that are too much: what is asked, what is still due, and who sees it."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.levels.models import Level
from chapter.levels.rules import levels, requirements
from chapter.mail.models import Mail
from chapter.membership import queries
from chapter.membership.models.dues import Dues
from chapter.membership.queries import balances, progress
from chapter.membership.rules import dues
from chapter.membership.rules.dues import Payment
from chapter.people.models import Person
from chapter.refusal import NeedsConfirmation, Refused
from tests import factories
from tests.factories import TODAY
from tests.membership.members import (
    STAFF,
    a_complimentary_level,
    a_level,
    a_member,
    a_payment,
    days,
    gets,
    membership,
    status,
)

JOINED = TODAY.date()
LAST = date(2027, 11, 22)


def comes_in(
    who: Person, level: Level, cents: int, *, sure: bool = True, on: date = JOINED, method: str = "check"
) -> Dues:
    """Staff record an amount; they said that it is right."""
    typed = a_payment(on, cents, method)
    payment = Payment(cents, method, on, typed.nonce, sure=sure)
    with factories.a_writing():
        return dues.record(who, level, payment, by=STAFF, now=TODAY + (on - JOINED))


def due_of(who: Person, on: date = JOINED) -> int:
    """What she still owes, in cents."""
    due = balances.still_due(membership(who), on)
    return due.cents if due else 0


def letters(who: Person) -> list[str]:
    return list(db.session.scalars(select(Mail.kind).where(Mail.person_id == who.id).order_by(Mail.id)))


def spans(who: Person) -> list[date | None]:
    return [term.last_on for term in queries.terms_of(membership(who))]


@pytest.mark.parametrize(
    ("cents", "says"),
    [
        (50_00, "Member costs $75. After this, $25 will still be due. Is that right?"),
        (7500_00, "Member costs $75. This is $7,425 more. Is that right?"),
    ],
)
def test_an_amount_that_is_not_the_price_asks_and_changes_nothing(app: Flask, cents: int, says: str) -> None:
    ana, level = factories.a_person(), a_level("Member")
    with pytest.raises(NeedsConfirmation, match="Is that right") as asked:
        comes_in(ana, level, cents, sure=False)
    assert (asked.value.sentence, asked.value.field) == (says, "amount")
    db.session.rollback()
    assert db.session.scalar(select(func.count(Dues.id))) == 0
    assert queries.enrollment_of(ana.id) is None


def test_a_part_of_her_dues_makes_a_member_who_still_owes_the_rest(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    assert status(ana, TODAY) == "current"
    assert due_of(ana) == 25_00
    assert letters(ana) == ["membership.welcome"]
    assert "$25 of your dues is still due." in (db.session.scalars(select(Mail.text)).one() or "")


def test_the_second_part_completes_the_same_term_and_renews_nothing(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    comes_in(ana, level, 25_00, sure=False, on=JOINED + days(40))
    assert (due_of(ana), spans(ana)) == (0, [LAST])
    assert letters(ana) == ["membership.welcome", "membership.dues_came"]
    bill = balances.bills(queries.terms_of(membership(ana)))
    assert [(one.paid_cents, one.due_cents) for one in bill.values()] == [(75_00, 0)]

    comes_in(ana, level, 75_00, sure=False, on=LAST)
    assert spans(ana) == [LAST, date(2028, 11, 22)]


@pytest.mark.parametrize(
    ("cents", "says"),
    [
        (10_00, "$25 is still due for the term until November 22, 2027. After this, $15 will still be due."),
        (75_00, "$25 is still due for the term until November 22, 2027. This is $50 more."),
    ],
)
def test_a_second_part_that_is_not_the_rest_asks_too(app: Flask, cents: int, says: str) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    with pytest.raises(NeedsConfirmation) as asked:
        comes_in(ana, level, cents, sure=False)
    assert asked.value.sentence == f"{says} Is that right?"
    db.session.rollback()

    comes_in(ana, level, cents)
    assert (spans(ana), due_of(ana)) == ([LAST], max(0, 25_00 - cents))


def test_the_rest_recorded_by_two_of_us_asks_the_second(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    comes_in(ana, level, 25_00, sure=False)
    with pytest.raises(NeedsConfirmation, match="Member costs"):
        comes_in(ana, level, 25_00, sure=False)
    db.session.rollback()
    assert spans(ana) == [LAST]


def test_the_rest_can_be_waived(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    comes_in(ana, level, 0, sure=False, method="waived")
    assert (due_of(ana), spans(ana)) == (0, [LAST])


def test_nothing_at_all_is_not_a_payment(app: Flask) -> None:
    with pytest.raises(Refused, match="choose Waived"):
        comes_in(factories.a_person(), a_level("Member"), 0)


def test_one_part_reversed_is_due_again_and_the_last_one_ends_the_term(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    first = comes_in(ana, level, 50_00)
    second = comes_in(ana, level, 25_00)
    with db.writing():
        dues.reverse(second, why="It bounced", by=STAFF, now=TODAY)
    assert (due_of(ana), spans(ana)) == (25_00, [LAST])
    with db.writing():
        dues.reverse(first, why="It bounced too", by=STAFF, now=TODAY)
    assert queries.enrollment_of(ana.id) is None
    assert status(ana, TODAY) is None


def test_a_part_of_an_old_term_can_be_reversed_though_a_later_one_follows(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    second = comes_in(ana, level, 25_00)
    comes_in(ana, level, 75_00, on=LAST)
    with db.writing():
        dues.reverse(second, why="It bounced", by=STAFF, now=TODAY + (LAST - JOINED))
    assert due_of(ana, LAST) == 25_00
    assert len(spans(ana)) == 2


def test_who_lapsed_and_comes_back_owes_nothing_of_old(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    later = LAST + days(31)
    assert due_of(ana, later) == 0
    comes_in(ana, level, 75_00, sure=False, on=later)
    assert (due_of(ana, later), len(spans(ana))) == (0, 2)


def test_dues_for_another_level_begin_their_own_term_and_leave_the_rest_due(app: Flask) -> None:
    ana = factories.a_person()
    comes_in(ana, a_level("Member"), 50_00)
    comes_in(ana, a_level("Patron", price_cents=150_00), 150_00, sure=False, on=JOINED + days(10))
    assert (due_of(ana, JOINED + days(10)), len(spans(ana))) == (25_00, 2)


def test_a_term_that_another_level_cuts_short_asks_for_nothing_more(app: Flask) -> None:
    ana = factories.a_person()
    comes_in(ana, a_level("Member"), 50_00)
    gets(ana, a_complimentary_level(), now=TODAY + days(10))
    assert due_of(ana, JOINED + days(10)) == 0


def test_a_new_price_changes_nothing_for_a_term_that_runs(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    comes_in(ana, level, 50_00)
    with db.writing():
        dearer = {**levels.values_of(level), "price_cents": 90_00}
        levels.change_level(level, dearer, by=STAFF, now=TODAY)
    assert due_of(ana) == 25_00


def test_terms_from_before_prices_were_kept_owe_nothing(app: Flask) -> None:
    ana = a_member(a_level("Member"))
    with db.writing():
        queries.terms_of(membership(ana))[0].price_cents = None
    assert due_of(ana) == 0
    assert balances.count_owing(JOINED) == 0


def test_dues_paid_in_part_tick_nothing_until_they_are_all_in(app: Flask) -> None:
    ana, level = factories.a_person(), a_level("Member")
    with db.writing():
        requirements.add_requirement(level, words="Your dues", counter="dues", amount=1, by=STAFF, now=TODAY)
    comes_in(ana, level, 50_00)
    evening = TODAY + timedelta(hours=3)
    assert [one.done for one in progress.progress_of(ana, evening)] == [False]
    comes_in(ana, level, 25_00)
    assert [one.done for one in progress.progress_of(ana, evening)] == [True]


def test_lists_and_single_memberships_agree_on_who_owes(app: Flask) -> None:
    level = a_level("Member")
    for cents in (50_00, 75_00, 80_00):
        comes_in(factories.a_person(), level, cents)
    waived = factories.a_person()
    comes_in(waived, level, 0, method="waived")
    comes_in(factories.a_person(), level, 20_00)
    for on in (JOINED, LAST, LAST + days(30), LAST + days(31)):
        found = db.session.scalars(queries.memberships_in_state("owing", on)).all()
        every = db.session.scalars(queries.memberships_in_state("all", on)).all()
        assert {one.id for one in found} == {one.id for one in every if balances.still_due(one, on)}
    assert balances.count_owing(JOINED) == 2
