"""Who is named for a household is asked by mail, and belongs to it by her own press alone."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.applications.rules import decisions
from chapter.households import tasks as households_tasks
from chapter.households.rules import invitations
from chapter.membership import queries
from chapter.membership.models.applications import APPROVED, DECLINED
from chapter.membership.models.invitations import NamedPerson
from chapter.membership.queries import bundles
from chapter.membership.rules import departures
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.people.models.profile import Profile
from chapter.people.verification import MAILBOX
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.households.households import BEA, INVITED, NEWS, a_payer, applies, asked, mails, names, no, yes
from tests.membership.members import (
    STAFF,
    a_free_level,
    a_household,
    a_level,
    a_member,
    a_payment,
    days,
    membership,
    proved,
    status,
)

KIM = NamedPerson("Kim Bundle", "kim@example.test")


def known() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_nobody_is_mailed_before_the_dues_are_in(app: Flask) -> None:
    application = proved(applies(a_household(), BEA, KIM))
    assert application.settled_at is not None
    assert households_tasks.invite(TODAY) == 0
    assert mails(INVITED) == []
    with db.writing():
        decisions.record_first_dues(application, a_payment(TODAY.date()), by=STAFF, now=TODAY)
    households_tasks.invite(TODAY)
    assert [mail.to_address for mail in mails(INVITED)] == [BEA.email, KIM.email]
    nora = application.person
    assert nora is not None
    assert asked(membership(nora)) == [BEA.name, KIM.name]
    assert len(queries.enrollments_in(membership(nora))) == 1


def test_an_approval_that_makes_her_a_member_is_enough(app: Flask) -> None:
    level = a_free_level(bundle_kind="household", bundle_most=3, staff_approves=True)
    application = proved(applies(level, BEA))
    assert mails(INVITED) == []
    with db.writing():
        decisions.decide(application, APPROVED, why="", by=STAFF, now=TODAY)
    with db.writing():
        decisions.settle_decision(application, now=TODAY + timedelta(minutes=10))
    households_tasks.invite(TODAY)
    assert len(mails(INVITED)) == 1


def test_dues_that_the_office_records_on_her_own_page_mail_them_too(app: Flask) -> None:
    level = a_household()
    application = proved(applies(level, BEA))
    a_member(level, person=application.person)
    households_tasks.invite(TODAY)
    assert len(mails(INVITED)) == 1


def test_an_application_that_is_declined_mails_nobody_and_later_neither(app: Flask) -> None:
    level = a_household(staff_approves=True)
    application = proved(applies(level, BEA))
    with db.writing():
        decisions.decide(application, DECLINED, why="", by=STAFF, now=TODAY)
    with db.writing():
        decisions.settle_decision(application, now=TODAY + timedelta(minutes=10))
    a_member(level, person=application.person)
    households_tasks.invite(TODAY)
    assert mails(INVITED) == []


def test_who_names_more_than_the_level_holds_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="All 2 spots"):
        applies(a_household(2), BEA, KIM)
    with pytest.raises(Refused, match="one person"):
        applies(a_level(), BEA)


def test_a_name_that_was_typed_makes_no_person_no_member_and_no_account(app: Flask) -> None:
    nora = a_payer()
    before = known()
    named = names(nora)
    assert known() == before
    assert (named.person_id, named.proved, accounts_queries.account_by_email(BEA.email)) == (
        None,
        False,
        None,
    )


def test_her_own_press_makes_her_a_member_with_an_account_of_her_own(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    account = yes(named)
    assert account is not None
    bea = account.person
    assert (bea.name, account.email, named.proof) == (BEA.name, BEA.email, MAILBOX)
    found = queries.standing_of(bea, TODAY)
    assert (found.status, found.pays, found.ends_on) == ("current", False, membership(nora).ends_on)
    assert people.holds_role(bea.id, "member")
    assert [mail.to_address for mail in mails("membership.welcome")] == [nora.email, BEA.email]
    (news,) = mails(NEWS)
    assert news.to_address == nora.email
    assert "said yes" in news.subject


def test_she_stands_in_no_directory_until_she_opens_it(app: Flask) -> None:
    account = yes(names(a_payer()))
    assert account is not None
    profile = db.session.get(Profile, account.person_id)
    assert profile is None or profile.audience("name") == "nobody"


def test_pressing_twice_does_nothing_more(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    assert yes(named) is None
    assert len(mails(NEWS)) == 1
    assert len(queries.enrollments_in(membership(nora))) == 2


def test_a_no_is_final_told_kindly_and_without_a_reason(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    no(named)
    no(named)
    (news,) = mails(NEWS)
    assert "said no" in news.subject
    with pytest.raises(Refused, match="isn’t open"):
        yes(named)
    for other in (BEA, NamedPerson("Beatrice", BEA.email.upper())):
        with pytest.raises(Refused, match="said no"):
            names(nora, other)
    with pytest.raises(Refused, match="answered"), db.writing():
        invitations.resend(named, by=nora.actor, now=TODAY + days(2))
    assert bundles.bundle_of(membership(nora)).free == 3


def test_no_more_say_yes_than_there_are_places(app: Flask) -> None:
    nora = a_payer(most=3)
    bea, kim = names(nora), names(nora, KIM)
    with db.writing():
        membership(nora).level.bundle_most = 2
    yes(bea)
    with pytest.raises(Refused, match="now taken"):
        yes(kim)
    assert len(queries.enrollments_in(membership(nora))) == 2


def test_who_has_an_account_keeps_it_and_her_own_name(app: Flask) -> None:
    account = factories.an_account(person=factories.a_person("Bea Bundle", BEA.email, called="Trixie"))
    assert yes(names(a_payer())) is None
    db.session.expire_all()
    assert (account.person.called, status(account.person, TODAY)) == ("Trixie", "current")


def test_who_is_a_member_by_herself_moves_by_her_yes_alone(app: Flask) -> None:
    bea = a_member(person=factories.a_person(BEA.name, BEA.email))
    own, nora = membership(bea), a_payer()
    named = names(nora)
    assert membership(bea).id == own.id
    yes(named)
    db.session.expire_all()
    assert own.ended_at == TODAY
    assert membership(bea).payer_id == nora.id


def test_who_belongs_to_another_household_leaves_it_by_her_yes_and_its_payer_hears(app: Flask) -> None:
    old = a_member(a_household(), person=factories.a_person("Olga Old", "olga@example.test"))
    yes(names(old))
    nora = a_payer()
    yes(names(nora))
    assert len(queries.enrollments_in(membership(old))) == 1
    assert len(queries.enrollments_in(membership(nora))) == 2
    assert ["has left" in mail.subject for mail in mails(NEWS) if mail.to_address == old.email] == [
        False,
        True,
    ]


def test_who_pays_for_others_is_asked_to_write_first(app: Flask) -> None:
    bea = a_member(a_household(), person=factories.a_person(BEA.name, BEA.email))
    yes(names(bea, KIM))
    named = names(a_payer())
    with pytest.raises(Refused, match="You pay for others"):
        yes(named)
    db.session.expire_all()
    assert named.accepted_at is None
    assert membership(bea).payer_id == bea.id


def test_who_had_resigned_is_back_by_her_own_yes(app: Flask) -> None:
    bea = a_member(person=factories.a_person(BEA.name, BEA.email))
    with db.writing():
        departures.leave(bea, "resigned", why="Moves", by=STAFF, now=TODAY)
    yes(names(a_payer()))
    assert status(bea, TODAY) == "current"
