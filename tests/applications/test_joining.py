"""Asking to join, by the rules: what a stranger may touch, who is reminded, decisions with undo."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account
from chapter.applications import tasks as applications_tasks
from chapter.applications.rules import applications, decisions
from chapter.mail.models import Mail
from chapter.membership import queries
from chapter.membership.models.applications import APPROVED, DECLINED, Application
from chapter.membership.rules import departures
from chapter.people.models import Person
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.held_mails import send_rolling
from tests.membership.members import (
    STAFF,
    a_free_level,
    a_level,
    a_member,
    a_payment,
    an_application,
    days,
    proved,
    status,
)

TEN = timedelta(minutes=10)


def mails() -> list[str]:
    return list(db.session.scalars(select(Mail.kind).order_by(Mail.id)))


def people_known() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def decide(application: Application, decision: str, why: str = "") -> None:
    with db.writing():
        decisions.decide(application, decision, why=why, by=STAFF, now=TODAY)


def test_a_stranger_touches_nothing_until_the_mailbox_is_proved(app: Flask) -> None:
    known = factories.a_person("Ana Known", "ana@example.test", called="Anni")
    before = people_known()
    application = an_application(
        a_free_level(), "Ana Known", "ana@example.test", called="Ann", pronouns="she/her"
    )
    assert people_known() == before
    assert application.person_id is None
    assert status(known, TODAY) is None
    proved(application)
    db.session.expire_all()
    assert application.person_id == known.id
    assert (known.called, known.pronouns) == ("Anni", "she/her")
    assert status(known, TODAY) == "current"


def test_a_level_that_needs_nobody_begins_with_the_press(app: Flask) -> None:
    application = proved(an_application(a_free_level()))
    assert application.person is not None
    assert status(application.person, TODAY) == "current"
    account = accounts_queries.account_of(application.person)
    assert account is not None
    assert (account.password_hash, account.proved_at) == (None, TODAY)
    assert mails() == ["membership.confirm", "membership.welcome"]


def test_an_account_that_exists_is_left_alone(app: Flask) -> None:
    account = factories.an_account()
    with db.writing():
        made = applications.confirm_email(an_inner(account), now=TODAY)
    assert made is None
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def an_inner(account: Account) -> Application:
    return an_application(a_free_level(), account.person.name, account.email)


def test_an_invited_account_is_claimed_by_nobody_else_who_types_its_e_mail(app: Flask) -> None:
    account = factories.an_account(proved_at=None, password_hash=None)
    proved(an_application(a_free_level(), "Somebody Else", account.email))
    db.session.expire_all()
    assert (account.proved_at, account.password_hash) == (None, None)


def test_dues_begin_a_level_that_has_a_price(app: Flask) -> None:
    application = proved(an_application(a_level()))
    assert application.person is not None
    assert (application.stage, status(application.person, TODAY)) == ("owing", "applied")
    with db.writing():
        decisions.record_first_dues(application, a_payment(TODAY.date()), by=STAFF, now=TODAY)
    assert (application.stage, status(application.person, TODAY)) == ("closed", "current")
    assert mails() == ["membership.confirm", "membership.accepted", "membership.welcome"]


def test_a_decision_rests_for_ten_minutes_and_can_be_taken_back(app: Flask) -> None:
    application = proved(an_application(a_free_level(staff_approves=True)))
    decide(application, APPROVED)
    assert applications_tasks.settle_decisions(TODAY + TEN - timedelta(seconds=1)) == 0
    with db.writing():
        decisions.undo_decision(application, by=STAFF, now=TODAY + timedelta(minutes=9))
    assert applications_tasks.settle_decisions(TODAY + TEN) == 0
    assert mails() == ["membership.confirm", "membership.received"]
    decide(application, APPROVED)
    assert applications_tasks.settle_decisions(TODAY + TEN) == 1
    assert applications_tasks.settle_decisions(TODAY + TEN) == 0
    db.session.expire_all()
    assert application.person is not None
    assert status(application.person, TODAY + TEN) == "current"
    with pytest.raises(Refused, match="10 minutes"), db.writing():
        decisions.undo_decision(application, by=STAFF, now=TODAY + TEN)


def test_a_no_is_told_kindly_and_once(app: Flask) -> None:
    application = proved(an_application(a_level(staff_approves=True)))
    decide(application, DECLINED, "This level is for companies of the neighborhood.")
    applications_tasks.settle_decisions(TODAY + TEN)
    db.session.expire_all()
    assert mails()[-1] == "membership.declined"
    assert (application.stage, status(application.person or factories.a_person(), TODAY)) == ("closed", None)


def test_nothing_is_decided_before_the_mailbox_is_proved_or_twice(app: Flask) -> None:
    application = an_application(a_level(staff_approves=True))
    with pytest.raises(Refused, match="confirmed"):
        decide(application, APPROVED)
    proved(application)
    decide(application, APPROVED)
    with pytest.raises(Refused, match="already decided"):
        decide(application, DECLINED)


def test_who_is_suspended_is_not_let_in_by_the_back_door(app: Flask) -> None:
    ana = a_member()
    with db.writing():
        departures.leave(ana, "suspended", why="Under review", by=STAFF, now=TODAY)
    application = proved(an_application(a_free_level(), ana.name, ana.email))
    assert (application.stage, status(ana, TODAY)) == ("proved", "suspended")
    with pytest.raises(Refused, match="suspended"):
        decide(application, APPROVED)


def test_an_approval_that_cannot_be_kept_comes_back_to_the_office(app: Flask) -> None:
    level = a_free_level(staff_approves=True)
    application = proved(an_application(level))
    decide(application, APPROVED)
    with db.writing():
        db.lock(level).retired_at = TODAY
    assert applications_tasks.settle_decisions(TODAY + TEN) == 1
    db.session.expire_all()
    assert application.stage == "proved"
    assert mails()[-1] == "membership.received"


def test_what_is_unfinished_is_reminded_once(app: Flask) -> None:
    an_application(a_level(), sent=False)
    an_application(a_level(), email="cora@example.test")
    an_application(a_level(), email="cora@example.test", now=TODAY + timedelta(minutes=1))
    assert send_rolling(TODAY + timedelta(hours=23), "membership.unfinished") == 0
    assert send_rolling(TODAY + days(1) + TEN, "membership.unfinished") == 2
    assert send_rolling(TODAY + days(9), "membership.unfinished") == 0
    assert mails().count("membership.unfinished") == 2


def test_who_has_done_her_part_is_not_reminded(app: Flask) -> None:
    proved(an_application(a_level(staff_approves=True)))
    assert send_rolling(TODAY + days(2), "membership.unfinished") == 0


def test_the_confirming_link_works_for_two_weeks_and_acts_once(app: Flask) -> None:
    application = an_application(a_free_level())
    with pytest.raises(Refused, match="has expired"), db.writing():
        applications.confirm_email(application, now=TODAY + days(14))
    proved(application, now=TODAY + days(13))
    with db.writing():
        assert applications.confirm_email(application, now=TODAY + days(13)) is None
    assert mails().count("membership.welcome") == 1


def test_staff_send_the_link_again_and_it_works_again(app: Flask) -> None:
    application = an_application(a_free_level())
    later = TODAY + days(20)
    with db.writing():
        applications.resend_link(application, by=STAFF, now=later)
    proved(application, now=later + days(1))
    with pytest.raises(Refused, match="waiting for your decision"), db.writing():
        applications.resend_link(application, by=STAFF, now=later)


def test_who_signed_in_has_proved_her_mailbox(app: Flask) -> None:
    ana = factories.an_account().person
    application = an_application(a_free_level(), ana.name, ana.email, person=ana)
    assert (application.stage, status(ana, TODAY)) == ("closed", "current")


def test_a_level_that_is_closed_takes_no_application(app: Flask) -> None:
    with pytest.raises(Refused, match="isn’t open"):
        an_application(a_level(opened_at=None))


def test_a_member_who_applies_for_another_level_renews_into_it(app: Flask) -> None:
    ana = a_member()
    application = proved(an_application(a_free_level(), ana.name, ana.email))
    assert application.stage == "closed"
    found = queries.standing_of(ana, TODAY)
    assert (found.level and found.level.id) == application.level_id


def test_unfinished_applications_are_forgotten_after_a_month(app: Flask) -> None:
    an_application(a_level(), sent=False)
    an_application(a_level())
    kept = proved(an_application(a_level(staff_approves=True)))
    assert applications_tasks.forget(TODAY, TODAY + days(30)) == 0
    assert applications_tasks.forget(TODAY, TODAY + days(31)) == 2
    assert [one.id for one in db.session.scalars(select(Application))] == [kept.id]
