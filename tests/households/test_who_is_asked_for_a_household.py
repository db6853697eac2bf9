"""Who may be asked for a household, how often, and who never is; nothing tells whom the chapter knows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.applications.rules import decisions
from chapter.households import queries as households_queries
from chapter.households import tasks as households_tasks
from chapter.households.rules import bundles, invitations
from chapter.membership import queries
from chapter.membership.models.invitations import Invitation, NamedPerson
from chapter.membership.models.memberships import Enrollment
from chapter.membership.rules import departures
from chapter.membership.rules import invitations as membership_invitations
from chapter.people.models import Person
from chapter.people.rules import blocks
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.households.households import BEA, INVITED, NEWS, a_payer, applies, mails, names, no, yes
from tests.membership.members import STAFF, a_household, a_member, a_payment, days, membership, proved

KIM = NamedPerson("Kim Bundle", "kim@example.test")


def test_at_an_address_that_a_home_shares_the_no_of_one_is_hers_alone(app: Flask) -> None:
    nora = a_payer()
    no(names(nora, NamedPerson("Bea Bundle", nora.email)))
    with pytest.raises(Refused, match="said no"):
        names(nora, NamedPerson("Bea Bundle", nora.email))
    kim = names(nora, NamedPerson("Kim Bundle", nora.email))
    yes(kim)
    assert kim.person is not None
    assert kim.person.name == "Kim Bundle"


def test_three_mails_at_most_and_a_day_apart(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    with pytest.raises(Refused, match="tomorrow"), db.writing():
        invitations.resend(named, by=nora.actor, now=TODAY + timedelta(hours=23))
    for day in (1, 2):
        with db.writing():
            invitations.resend(named, by=nora.actor, now=TODAY + days(day))
    with pytest.raises(Refused, match="three times"), db.writing():
        invitations.resend(named, by=nora.actor, now=TODAY + days(3))
    assert len(mails(INVITED)) == 3


def test_one_address_gets_three_in_a_month_whoever_names_it(app: Flask) -> None:
    for number in range(3):
        names(a_member(a_household(), person=factories.a_person(f"Payer {number}")))
    with pytest.raises(Refused, match="as many of these emails"):
        names(a_payer(), NamedPerson("Bea Other", BEA.email))
    assert len(mails(INVITED)) == 3
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 3


def test_who_had_too_many_is_mailed_by_itself_when_her_month_is_over(app: Flask) -> None:
    for number in range(3):
        names(a_member(a_household(), person=factories.a_person(f"Payer {number}")))
    level = a_household()
    application = proved(applies(level, BEA))
    a_member(level, person=application.person)
    assert households_tasks.invite(TODAY) == 1
    assert households_tasks.invite(TODAY) == 0
    assert len(mails(INVITED)) == 3
    households_tasks.invite(TODAY + days(31))
    assert len(mails(INVITED)) == 4


def test_adding_and_taking_back_is_no_way_to_mail_strangers(app: Flask) -> None:
    nora = a_payer(most=2)
    for number in range(4):
        named = names(nora, NamedPerson(f"Stranger {number}", f"s{number}@example.test"))
        with db.writing():
            membership_invitations.withdraw(named, by=nora.actor, now=TODAY)
    with pytest.raises(Refused, match="in a month"):
        names(nora, KIM)
    names(nora, KIM, now=TODAY + days(31))


def test_open_invitations_hold_their_places(app: Flask) -> None:
    nora = a_payer(most=2)
    named = names(nora)
    with pytest.raises(Refused, match="All 2 spots"):
        names(nora, KIM)
    with db.writing():
        membership_invitations.withdraw(named, by=nora.actor, now=TODAY)
    assert mails(INVITED) == []
    names(nora, KIM)


def test_the_payer_herself_and_who_is_named_already_are_not_named_again(app: Flask) -> None:
    nora = a_payer()
    names(nora)
    with pytest.raises(Refused, match="already"):
        names(nora, NamedPerson("bea bundle", "BEA@example.test"))
    with pytest.raises(Refused, match="already counted"):
        names(nora, NamedPerson("nora ochoa", nora.email))


def is_suspended(bea: Person, nora: Person) -> None:
    a_member(person=bea)
    departures.leave(bea, "suspended", why="Under review", by=STAFF, now=TODAY)


def has_died(bea: Person, nora: Person) -> None:
    departures.leave(bea, "deceased", why="", by=STAFF, now=TODAY)


def has_blocked_the_payer(bea: Person, nora: Person) -> None:
    blocks.block(bea, nora, now=TODAY)


def is_blocked_by_the_payer(bea: Person, nora: Person) -> None:
    blocks.block(nora, bea, now=TODAY)


@pytest.mark.parametrize("so", [is_suspended, has_died, has_blocked_the_payer, is_blocked_by_the_payer])
def test_who_is_not_to_be_reached_gets_no_mail_and_the_payer_sees_no_difference(
    app: Flask, so: Callable[[Person, Person], None]
) -> None:
    nora, bea = a_payer(), factories.a_person(BEA.name, BEA.email)
    with db.writing():
        so(bea, nora)
    named, stranger = names(nora), names(nora, KIM)
    assert [mail.to_address for mail in mails(INVITED)] == [KIM.email]
    seen = [(one.mails, one.mailed_at, one.open, one.mails_left) for one in (named, stranger)]
    assert seen[0] == seen[1]
    with db.writing():
        invitations.resend(named, by=nora.actor, now=TODAY + days(1))
    assert len(mails(INVITED)) == 1
    with pytest.raises(Refused, match="Reply to our email"):
        yes(named)


def test_who_is_suspended_after_the_mail_left_is_not_a_member_by_its_link(app: Flask) -> None:
    bea = a_member(person=factories.a_person(BEA.name, BEA.email))
    named = names(a_payer())
    with db.writing():
        departures.leave(bea, "suspended", why="Under review", by=STAFF, now=TODAY)
    with pytest.raises(Refused, match="Reply to our email"):
        yes(named)


def test_an_answer_is_too_late_after_sixty_days(app: Flask) -> None:
    named = names(a_payer())
    with pytest.raises(Refused, match="isn’t open"):
        yes(named, now=TODAY + days(60))


def test_who_is_taken_out_hears_so_with_how_to_join(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    place = queries.enrollment_of(named.person_id or 0)
    assert place is not None
    takes_out(place, nora, TODAY)
    (letter,) = mails("membership.taken_out")
    assert letter.to_address == BEA.email
    assert "join on your own" in letter.text


def test_who_leaves_by_herself_is_told_to_the_payer(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    place = queries.enrollment_of(named.person_id or 0)
    assert place is not None
    takes_out(place, place.person, TODAY)
    assert mails("membership.taken_out") == []
    assert [mail.subject for mail in mails(NEWS)][-1] == "Bea Bundle has left your household"


def takes_out(place: Enrollment, by: Person, now: datetime) -> None:
    with db.writing():
        bundles.remove_member(place, by=by.actor, now=now)


def test_staff_name_somebody_in_an_application_and_take_her_off_again(app: Flask) -> None:
    application = proved(applies(a_household(), BEA))
    with db.writing():
        kim = invitations.add_to_application(application, KIM, nonce="staff-add-kim", by=STAFF, now=TODAY)
        membership_invitations.withdraw(
            households_queries.named_in_application(application)[0], by=STAFF, now=TODAY
        )
    assert households_queries.named_in_application(application) == [kim]
    with db.writing():
        decisions.record_first_dues(application, a_payment(TODAY.date()), by=STAFF, now=TODAY)
    households_tasks.invite(TODAY)
    assert [mail.to_address for mail in mails(INVITED)] == [KIM.email]


def test_the_same_form_twice_is_one(app: Flask) -> None:
    nora = a_payer()
    for _ in range(2):
        with db.writing():
            invitations.invite(membership(nora), BEA, nonce="same-form", by=nora.actor, now=TODAY)
    assert len(mails(INVITED)) == 1
