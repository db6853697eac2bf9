"""Who is named for a household is asked by mail, and belongs to it by her own press alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.membership import belonging, queries, tasks
from chapter.membership.inviting import Invitation, Other
from chapter.membership.joining import APPROVED, DECLINED, Application
from chapter.membership.models import Level, Place
from chapter.membership.rules import applications, bundles, deciding, inviting, leaving
from chapter.membership.rules.applications import Identity, Rest
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.people.models.profile import Profile
from chapter.people.proof import MAILBOX
from chapter.people.rules import blocks
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.membership.making import (
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
from tests.membership.naming import BEA, INVITED, NEWS, a_payer, asked, mails, names, no, yes

KIM = Other("Kim Bundle", "kim@example.test")


def applies(level: Level, *others: Other) -> Application:
    who = Identity("Nora Ochoa", "nora@example.test")
    with db.writing():
        application = applications.begin(level, who, nonce="nora-asks-to-join", now=TODAY)
        db.session.flush()
        applications.send(application, Rest(others=others), now=TODAY)
    return application


def known() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_nobody_is_mailed_before_the_dues_are_in(app: Flask) -> None:
    application = proved(applies(a_household(), BEA, KIM))
    assert application.settled_at is not None
    assert tasks.invite(TODAY) == 0
    assert mails(INVITED) == []
    with db.writing():
        deciding.pay(application, a_payment(TODAY.date()), by=STAFF, now=TODAY)
    tasks.invite(TODAY)
    assert [mail.to_address for mail in mails(INVITED)] == [BEA.email, KIM.email]
    nora = application.person
    assert nora is not None
    assert asked(membership(nora)) == [BEA.name, KIM.name]
    assert len(queries.places_in(membership(nora))) == 1


def test_an_approval_that_makes_her_a_member_is_enough(app: Flask) -> None:
    level = a_free_level(bundle_kind="household", bundle_most=3, staff_approves=True)
    application = proved(applies(level, BEA))
    assert mails(INVITED) == []
    with db.writing():
        deciding.decide(application, APPROVED, why="", by=STAFF, now=TODAY)
    with db.writing():
        deciding.settle(application, now=TODAY + timedelta(minutes=10))
    tasks.invite(TODAY)
    assert len(mails(INVITED)) == 1


def test_dues_that_the_office_records_on_her_own_page_mail_them_too(app: Flask) -> None:
    level = a_household()
    application = proved(applies(level, BEA))
    a_member(level, person=application.person)
    tasks.invite(TODAY)
    assert len(mails(INVITED)) == 1


def test_an_application_that_is_declined_mails_nobody_and_later_neither(app: Flask) -> None:
    level = a_household(staff_approves=True)
    application = proved(applies(level, BEA))
    with db.writing():
        deciding.decide(application, DECLINED, why="", by=STAFF, now=TODAY)
    with db.writing():
        deciding.settle(application, now=TODAY + timedelta(minutes=10))
    a_member(level, person=application.person)
    tasks.invite(TODAY)
    assert mails(INVITED) == []


def test_who_names_more_than_the_level_holds_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="All 2 places"):
        applies(a_household(2), BEA, KIM)
    with pytest.raises(Refused, match="one person"):
        applies(a_level(), BEA)


def test_a_name_that_was_typed_makes_no_person_no_member_and_no_account(app: Flask) -> None:
    nora = a_payer()
    before = known()
    named = names(nora)
    assert known() == before
    assert (named.person_id, named.proved, people.account_of(BEA.email)) == (None, False, None)


def test_her_own_press_makes_her_a_member_with_an_account_of_her_own(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    account = yes(named)
    assert account is not None
    bea = account.person
    assert (bea.name, account.email, named.proof) == (BEA.name, BEA.email, MAILBOX)
    found = queries.membership_of(bea, TODAY)
    assert (found.status, found.pays, found.ends_on) == ("current", False, membership(nora).ends_on)
    assert people.holds(bea.id, "member")
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
    assert len(queries.places_in(membership(nora))) == 2


def test_a_no_is_final_told_kindly_and_without_a_reason(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    no(named)
    no(named)
    (news,) = mails(NEWS)
    assert "said no" in news.subject
    with pytest.raises(Refused, match="isn’t open"):
        yes(named)
    for other in (BEA, Other("Beatrice", BEA.email.upper())):
        with pytest.raises(Refused, match="said no"):
            names(nora, other)
    with pytest.raises(Refused, match="answered"), db.writing():
        inviting.again(named, by=nora.actor, now=TODAY + days(2))
    assert belonging.bundle_of(membership(nora)).free == 3


def test_at_an_address_that_a_home_shares_the_no_of_one_is_hers_alone(app: Flask) -> None:
    nora = a_payer()
    no(names(nora, Other("Bea Bundle", nora.email)))
    with pytest.raises(Refused, match="said no"):
        names(nora, Other("Bea Bundle", nora.email))
    kim = names(nora, Other("Kim Bundle", nora.email))
    yes(kim)
    assert kim.person is not None
    assert kim.person.name == "Kim Bundle"


def test_three_mails_at_most_and_a_day_apart(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    with pytest.raises(Refused, match="tomorrow"), db.writing():
        inviting.again(named, by=nora.actor, now=TODAY + timedelta(hours=23))
    for day in (1, 2):
        with db.writing():
            inviting.again(named, by=nora.actor, now=TODAY + days(day))
    with pytest.raises(Refused, match="three times"), db.writing():
        inviting.again(named, by=nora.actor, now=TODAY + days(3))
    assert len(mails(INVITED)) == 3


def test_one_address_gets_three_in_a_month_whoever_names_it(app: Flask) -> None:
    for number in range(3):
        names(a_member(a_household(), person=factories.a_person(f"Payer {number}")))
    with pytest.raises(Refused, match="only a few"):
        names(a_payer(), Other("Bea Other", BEA.email))
    assert len(mails(INVITED)) == 3
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 3


def test_who_had_too_many_is_mailed_by_itself_when_her_month_is_over(app: Flask) -> None:
    for number in range(3):
        names(a_member(a_household(), person=factories.a_person(f"Payer {number}")))
    level = a_household()
    application = proved(applies(level, BEA))
    a_member(level, person=application.person)
    assert tasks.invite(TODAY) == 1
    assert tasks.invite(TODAY) == 0
    assert len(mails(INVITED)) == 3
    tasks.invite(TODAY + days(31))
    assert len(mails(INVITED)) == 4


def test_adding_and_taking_back_is_no_way_to_mail_strangers(app: Flask) -> None:
    nora = a_payer(most=2)
    for number in range(4):
        named = names(nora, Other(f"Stranger {number}", f"s{number}@example.test"))
        with db.writing():
            inviting.withdraw(named, by=nora.actor, now=TODAY)
    with pytest.raises(Refused, match="in a month"):
        names(nora, KIM)
    names(nora, KIM, now=TODAY + days(31))


def test_open_invitations_hold_their_places(app: Flask) -> None:
    nora = a_payer(most=2)
    named = names(nora)
    with pytest.raises(Refused, match="All 2 places"):
        names(nora, KIM)
    with db.writing():
        inviting.withdraw(named, by=nora.actor, now=TODAY)
    assert mails(INVITED) == []
    names(nora, KIM)


def test_the_payer_herself_and_who_is_named_already_are_not_named_again(app: Flask) -> None:
    nora = a_payer()
    names(nora)
    with pytest.raises(Refused, match="already"):
        names(nora, Other("bea bundle", "BEA@example.test"))
    with pytest.raises(Refused, match="counted already"):
        names(nora, Other("nora ochoa", nora.email))


def test_no_more_say_yes_than_there_are_places(app: Flask) -> None:
    nora = a_payer(most=3)
    bea, kim = names(nora), names(nora, KIM)
    with db.writing():
        membership(nora).level.bundle_most = 2
    yes(bea)
    with pytest.raises(Refused, match="taken meanwhile"):
        yes(kim)
    assert len(queries.places_in(membership(nora))) == 2


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
    assert len(queries.places_in(membership(old))) == 1
    assert len(queries.places_in(membership(nora))) == 2
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
        leaving.leave(bea, "resigned", why="Moves", by=STAFF, now=TODAY)
    yes(names(a_payer()))
    assert status(bea, TODAY) == "current"


def is_suspended(bea: Person, nora: Person) -> None:
    a_member(person=bea)
    leaving.leave(bea, "suspended", why="Under review", by=STAFF, now=TODAY)


def has_died(bea: Person, nora: Person) -> None:
    leaving.leave(bea, "deceased", why="", by=STAFF, now=TODAY)


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
        inviting.again(named, by=nora.actor, now=TODAY + days(1))
    assert len(mails(INVITED)) == 1
    with pytest.raises(Refused, match="Answer our email"):
        yes(named)


def test_who_is_suspended_after_the_mail_left_is_not_a_member_by_its_link(app: Flask) -> None:
    bea = a_member(person=factories.a_person(BEA.name, BEA.email))
    named = names(a_payer())
    with db.writing():
        leaving.leave(bea, "suspended", why="Under review", by=STAFF, now=TODAY)
    with pytest.raises(Refused, match="Answer our email"):
        yes(named)


def test_an_answer_is_too_late_after_sixty_days(app: Flask) -> None:
    named = names(a_payer())
    with pytest.raises(Refused, match="isn’t open"):
        yes(named, now=TODAY + days(60))


def test_who_is_taken_out_hears_so_with_how_to_join(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    place = queries.place_of(named.person_id or 0)
    assert place is not None
    takes_out(place, nora, TODAY)
    (letter,) = mails("membership.taken_out")
    assert letter.to_address == BEA.email
    assert "join by yourself" in letter.text


def test_who_leaves_by_herself_is_told_to_the_payer(app: Flask) -> None:
    nora = a_payer()
    named = names(nora)
    yes(named)
    place = queries.place_of(named.person_id or 0)
    assert place is not None
    takes_out(place, place.person, TODAY)
    assert mails("membership.taken_out") == []
    assert [mail.subject for mail in mails(NEWS)][-1] == "Bea has left your household"


def takes_out(place: Place, by: Person, now: datetime) -> None:
    with db.writing():
        bundles.take_out(place, by=by.actor, now=now)


def test_staff_name_somebody_in_an_application_and_take_her_off_again(app: Flask) -> None:
    application = proved(applies(a_household(), BEA))
    with db.writing():
        kim = inviting.name_one(application, KIM, nonce="staff-add-kim", by=STAFF, now=TODAY)
        inviting.withdraw(belonging.named_in(application)[0], by=STAFF, now=TODAY)
    assert belonging.named_in(application) == [kim]
    with db.writing():
        deciding.pay(application, a_payment(TODAY.date()), by=STAFF, now=TODAY)
    tasks.invite(TODAY)
    assert [mail.to_address for mail in mails(INVITED)] == [KIM.email]


def test_the_same_form_twice_is_one(app: Flask) -> None:
    nora = a_payer()
    for _ in range(2):
        with db.writing():
            inviting.add(membership(nora), BEA, nonce="same-form", by=nora.actor, now=TODAY)
    assert len(mails(INVITED)) == 1
