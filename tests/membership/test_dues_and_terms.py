"""Dues that staff record: who joins, renews, comes back; reversals; the role that follows."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.audit import Entry
from chapter.mail.models import Mail
from chapter.membership import queries
from chapter.membership.models.dues import BooksAreNotChanged, Dues
from chapter.membership.models.memberships import Member
from chapter.membership.rules import departures, dues, member_role, terms
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.membership.members import (
    STAFF,
    a_complimentary_level,
    a_free_level,
    a_household,
    a_level,
    a_member,
    a_payment,
    days,
    gets,
    membership,
    pays,
    status,
)

JOINED = TODAY.date()
LAST = date(2027, 11, 22)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def first_day(person: Person) -> date | None:
    return queries.standing_of(person, TODAY).first_joined_on


def mails_to(person: Person) -> list[str]:
    return list(db.session.scalars(select(Mail.kind).where(Mail.person_id == person.id).order_by(Mail.id)))


def test_the_first_dues_make_a_member(app: Flask) -> None:
    ana = a_member()
    found = queries.standing_of(ana, TODAY)
    assert (found.status, found.ends_on, found.grace_until) == ("current", LAST, date(2027, 12, 22))
    assert (found.first_joined_on, found.pays, found.renewal_due) == (JOINED, True, False)
    assert people.holds_role(ana.id, "member")
    assert mails_to(ana) == ["membership.welcome"]


@pytest.mark.parametrize(
    ("paid", "last", "kind"),
    [
        (LAST, date(2028, 11, 22), "membership.renewed"),
        (date(2027, 12, 22), date(2028, 11, 22), "membership.renewed"),
        (date(2027, 12, 23), date(2028, 12, 22), "membership.renewed"),
    ],
)
def test_a_renewal_goes_on_or_begins_anew_and_the_first_day_stays(
    app: Flask, paid: date, last: date, kind: str
) -> None:
    level = a_level()
    ana = a_member(level)
    pays(ana, level, on=paid)
    assert membership(ana).ends_on == last
    assert first_day(ana) == JOINED
    assert mails_to(ana)[-1] == kind
    assert membership(ana).began_on == (JOINED if paid <= date(2027, 12, 22) else paid)


def test_the_same_form_twice_is_one_payment(app: Flask) -> None:
    level, ana, payment = a_level(), factories.a_person(), a_payment(JOINED)
    for _ in range(2):
        with db.writing():
            dues.record(ana, level, payment, by=STAFF, now=TODAY)
    assert db.session.scalar(select(func.count()).select_from(Dues)) == 1
    assert membership(ana).ends_on == LAST


def test_a_day_to_come_is_refused(app: Flask) -> None:
    level, ana = a_level(), factories.a_person()
    with pytest.raises(Refused, match="in the future"), db.writing():
        dues.record(ana, level, a_payment(JOINED + days(1)), by=STAFF, now=TODAY)


def test_waived_dues_are_none(app: Flask) -> None:
    level, ana = a_level(), factories.a_person()
    with pytest.raises(Refused, match="Enter 0"), db.writing():
        dues.record(ana, level, a_payment(JOINED, method="waived"), by=STAFF, now=TODAY)
    with db.writing():
        dues.record(ana, level, a_payment(JOINED, 0, "waived"), by=STAFF, now=TODAY)
    assert status(ana, TODAY) == "current"


def test_what_was_paid_late_counts_from_the_day_it_was_paid(app: Flask) -> None:
    level = a_level()
    ana = a_member(level, on=date(2025, 11, 1))
    assert status(ana, TODAY) == "grace"
    pays(ana, level, on=date(2026, 11, 20), now=TODAY)
    assert membership(ana).ends_on == date(2027, 10, 31)


def test_reversing_takes_the_term_back_and_keeps_both_rows(app: Flask) -> None:
    level = a_level()
    ana = a_member(level)
    second = pays(ana, level, on=LAST)
    with db.writing():
        back = dues.reverse(second, why="The check bounced", by=STAFF, now=noon(LAST))
    assert (back.amount_cents, back.reverses_id) == (-7500, second.id)
    assert db.session.scalar(select(func.sum(Dues.amount_cents))) == 7500
    assert membership(ana).ends_on == LAST
    assert status(ana, noon(date(2027, 12, 23))) == "lapsed"
    with pytest.raises(Refused, match="already"), db.writing():
        dues.reverse(second, why="Again", by=STAFF, now=noon(LAST))


def test_the_earlier_dues_are_reversed_after_the_later(app: Flask) -> None:
    level = a_level()
    ana = a_member(level)
    first = db.session.scalars(select(Dues)).one()
    pays(ana, level, on=LAST)
    with pytest.raises(Refused, match="later term"), db.writing():
        dues.reverse(first, why="Bounced", by=STAFF, now=noon(LAST))


def test_who_never_really_paid_was_never_a_member(app: Flask) -> None:
    ana = a_member()
    with db.writing():
        dues.reverse(db.session.scalars(select(Dues)).one(), why="Wrong person", by=STAFF, now=TODAY)
    assert status(ana, TODAY) is None
    assert not people.holds_role(ana.id, "member")
    assert db.session.get(Member, ana.id) is None


def test_the_books_are_never_changed(app: Flask) -> None:
    a_member()
    row = db.session.scalars(select(Dues)).one()
    with pytest.raises(BooksAreNotChanged), db.writing():
        row.amount_cents = 1
    with pytest.raises(BooksAreNotChanged), db.writing():
        db.session.delete(db.session.scalars(select(Dues)).one())


def test_time_alone_ends_the_role_when_grace_is_over(app: Flask) -> None:
    ana = a_member()
    for day, held in ((date(2027, 12, 22), True), (date(2027, 12, 23), False)):
        with db.writing():
            member_role.sync_changed_roles(now=noon(day))
        assert people.holds_role(ana.id, "member") is held
    with db.writing():
        assert member_role.sync_changed_roles(now=noon(date(2027, 12, 23))) == 0


def test_a_role_that_was_given_by_hand_to_somebody_who_never_joined_stays(app: Flask) -> None:
    account = factories.an_account("member")
    with db.writing():
        member_role.sync_changed_roles(now=TODAY)
    assert people.holds_role(account.person_id, "member")


def test_a_complimentary_level_has_no_end_and_is_left_for_a_paid_one(app: Flask) -> None:
    free, paid = a_complimentary_level(), a_level()
    ana = factories.a_person()
    gets(ana, free)
    assert (status(ana, TODAY + days(9000)), membership(ana).ends_on) == ("current", None)
    paid_dues = pays(ana, paid, on=JOINED + days(100))
    assert membership(ana).ends_on == date(2028, 3, 2)
    with db.writing():
        dues.reverse(paid_dues, why="A slip", by=STAFF, now=noon(JOINED + days(100)))
    assert membership(ana).ends_on is None
    assert membership(ana).level_id == free.id


def test_a_level_with_dues_is_not_given_away(app: Flask) -> None:
    ana, level = factories.a_person(), a_level()
    with pytest.raises(Refused, match="dues"), db.writing():
        terms.grant(ana, level, by=STAFF, now=TODAY)


def test_nobody_new_gets_a_retired_level_and_who_has_it_may_renew(app: Flask) -> None:
    level = a_level()
    ana = a_member(level)
    with db.writing():
        db.lock(level).retired_at = TODAY
    pays(ana, level, on=LAST)
    with pytest.raises(Refused, match="closed to new members"):
        pays(factories.a_person(), level, on=JOINED)


def test_who_resigned_is_no_member_and_begins_anew_when_she_comes_back(app: Flask) -> None:
    level = a_level()
    ana = a_member(level)
    with db.writing():
        departures.leave(ana, "resigned", why="Moves to Omaha", by=STAFF, now=TODAY + days(10))
    assert status(ana, TODAY + days(10)) == "resigned"
    assert not people.holds_role(ana.id, "member")
    pays(ana, level, on=JOINED + days(40))
    assert status(ana, TODAY + days(40)) == "current"
    assert membership(ana).ends_on == date(2028, 1, 1)
    assert first_day(ana) == JOINED


def test_a_slip_is_taken_back_and_the_membership_goes_on(app: Flask) -> None:
    ana = a_member()
    with db.writing():
        left = departures.leave(ana, "resigned", why="A slip", by=STAFF, now=TODAY)
    with db.writing():
        departures.revoke_departure(left, by=STAFF, now=TODAY)
    assert status(ana, TODAY) == "current"
    assert membership(ana).ends_on == LAST
    assert people.holds_role(ana.id, "member")


def test_who_is_suspended_keeps_her_membership_and_cannot_renew(app: Flask) -> None:
    level = a_level()
    ana = a_member(level)
    with db.writing():
        left = departures.leave(ana, "suspended", why="Under review", by=STAFF, now=TODAY)
    assert status(ana, TODAY) == "suspended"
    assert not people.holds_role(ana.id, "member")
    assert db.first(queries.members_on(JOINED)) is None
    with pytest.raises(Refused, match="suspended"):
        pays(ana, level, on=JOINED)
    with db.writing():
        departures.revoke_departure(left, by=STAFF, now=TODAY + days(3))
    assert status(ana, TODAY + days(3)) == "current"


def test_who_died_signs_in_no_more_and_leaves_only_once(app: Flask) -> None:
    account = factories.an_account()
    ana = a_member(person=account.person)
    with db.writing():
        departures.leave(ana, "deceased", why="Told by her daughter", by=STAFF, now=TODAY)
    db.session.expire_all()
    assert account.disabled_at == TODAY
    with pytest.raises(Refused, match="already"), db.writing():
        departures.leave(ana, "resigned", why="No", by=STAFF, now=TODAY)


def test_another_level_goes_on_from_the_old_end(app: Flask) -> None:
    ana = a_member(a_level())
    household = a_household()
    pays(ana, household, on=LAST)
    assert (membership(ana).level_id, membership(ana).ends_on) == (household.id, date(2028, 11, 22))


def test_a_free_level_is_renewed_without_dues(app: Flask) -> None:
    friend = a_free_level()
    ana = factories.a_person()
    gets(ana, friend)
    assert membership(ana).ends_on == LAST
    gets(ana, friend, now=noon(LAST))
    assert membership(ana).ends_on == date(2028, 11, 22)


def test_everything_is_in_the_log(app: Flask) -> None:
    ana = a_member()
    with db.writing():
        dues.reverse(db.session.scalars(select(Dues)).one(), why="Wrong person", by=STAFF, now=TODAY)
        departures.leave(ana, "deceased", why="x", by=STAFF, now=TODAY)
    verbs = list(db.session.scalars(select(Entry.verb).order_by(Entry.id)))
    assert verbs == [
        "began", "granted role", "recorded dues", "reversed dues", "ended role", "deceased",
    ]  # fmt: skip
