"""What becomes of a household when its payer renews, changes, leaves, is suspended, dies or is erased."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.applications import tasks as applications_tasks
from chapter.audit import Entry
from chapter.households.rules import bundles
from chapter.membership import queries
from chapter.membership.models.dues import Dues
from chapter.membership.models.invitations import Invitation, NamedPerson
from chapter.membership.rules import departures, dues
from chapter.people.models import Person
from chapter.privacy import queries as privacy
from chapter.privacy import rules as erasing
from chapter.refusal import Refused
from tests.factories import TODAY
from tests.households.households import BEA, INVITED, a_payer, asked, mails, names, no, yes
from tests.membership.members import (
    STAFF,
    a_free_level,
    a_household,
    a_level,
    days,
    gets,
    membership,
    pays,
    status,
)

KIM = NamedPerson("Kim Bundle", "kim@example.test")


@pytest.fixture
def nora(app: Flask) -> Person:
    return a_payer()


@pytest.fixture
def bea(nora: Person) -> Person:
    named = names(nora)
    yes(named)
    assert named.person is not None
    return named.person


def test_everybodys_time_ends_and_renews_with_the_payers(nora: Person, bea: Person) -> None:
    over = TODAY + days(400)
    assert status(bea, over) == "lapsed"
    pays(nora, membership(nora).level, on=TODAY.date() + days(300))
    assert queries.standing_of(bea, over).ends_on == date(2028, 11, 22)


def test_who_answers_after_it_lapsed_is_no_member(nora: Person) -> None:
    named = names(nora)
    with db.writing():
        membership(nora).grace_until = TODAY.date() - days(1)
    with pytest.raises(Refused, match="Reply to our email"):
        yes(named)
    with pytest.raises(Refused, match="has ended"):
        names(nora, KIM)


def test_a_payer_who_resigns_lets_another_pay_first(nora: Person, bea: Person) -> None:
    with pytest.raises(Refused, match="choose someone else to pay"), db.writing():
        departures.leave(nora, "resigned", why="Moves", by=STAFF, now=TODAY)
    place = queries.enrollment_of(bea.id)
    assert place is not None
    with db.writing():
        bundles.set_payer(place, by=STAFF, now=TODAY)
        departures.leave(nora, "resigned", why="Moves", by=STAFF, now=TODAY)
    assert membership(bea).payer_id == bea.id
    assert status(bea, TODAY) == "current"
    (letter,) = mails("membership.pays_now")
    assert letter.to_address == bea.email


def test_a_payer_who_resigns_alone_takes_back_whom_she_asked(nora: Person) -> None:
    named = names(nora)
    with db.writing():
        departures.leave(nora, "resigned", why="Moves", by=STAFF, now=TODAY)
    assert mails(INVITED) == []
    with pytest.raises(Refused, match="isn’t open"):
        yes(named)


def test_while_the_payer_is_suspended_the_others_stay_and_nobody_joins(nora: Person, bea: Person) -> None:
    named = names(nora, KIM)
    with db.writing():
        suspended = departures.leave(nora, "suspended", why="Under review", by=STAFF, now=TODAY)
    assert status(bea, TODAY) == "current"
    with pytest.raises(Refused, match="Reply to our email"):
        yes(named)
    with pytest.raises(Refused, match="has ended"):
        names(nora, NamedPerson("Lou", "lou@example.test"))
    with db.writing():
        departures.revoke_departure(suspended, by=STAFF, now=TODAY + days(1))
    yes(named, now=TODAY + days(1))
    assert len(queries.enrollments_in(membership(nora))) == 3


def test_when_the_payer_dies_the_longest_in_it_pays_and_nobody_is_asked_in_her_name(
    nora: Person, bea: Person
) -> None:
    names(nora, KIM)
    with db.writing():
        departures.leave(nora, "deceased", why="Her family wrote", by=STAFF, now=TODAY)
    assert membership(bea).payer_id == bea.id
    assert status(bea, TODAY) == "current"
    assert asked(membership(bea)) == []
    assert [mail.to_address for mail in mails(INVITED)] == [BEA.email]
    (letter,) = mails("membership.pays_now")
    assert "died" not in letter.text


def test_who_is_suspended_herself_does_not_come_to_pay(nora: Person, bea: Person) -> None:
    kim = names(nora, KIM)
    yes(kim)
    with db.writing():
        departures.leave(bea, "suspended", why="Under review", by=STAFF, now=TODAY)
        departures.leave(nora, "deceased", why="", by=STAFF, now=TODAY)
    assert membership(bea).payer_id == kim.person_id


def test_when_the_payer_is_erased_the_next_pays_and_what_she_typed_is_gone(nora: Person, bea: Person) -> None:
    named = names(nora, KIM)
    with db.writing():
        erasing.erase(privacy.data_under(nora.email_key), now=TODAY)
    db.session.expire_all()
    assert membership(bea).payer_id == bea.id
    assert (named.name, named.email, named.email_key, named.open) == ("", "", "", False)
    assert [mail.to_address for mail in mails("membership.pays_now")] == [bea.email]


def test_who_was_only_named_has_her_address_erased_by_her_own_mailbox(nora: Person) -> None:
    named = names(nora)
    found = privacy.data_under(BEA.email)
    assert (found.nothing, found.erasable, found["named_for_bundles"]) == (False, True, [named])
    with db.writing():
        erasing.erase(privacy.data_under(BEA.email), now=TODAY)
    db.session.expire_all()
    assert (named.name, named.open) == ("", False)
    assert all(BEA.email not in mail.to_address for mail in mails(INVITED))


def test_a_household_with_others_does_not_fit_a_level_for_one(nora: Person, bea: Person) -> None:
    with pytest.raises(Refused, match="First remove someone"):
        pays(nora, a_level(), on=TODAY.date())


def test_a_single_level_takes_back_whom_she_had_asked(nora: Person) -> None:
    named = names(nora)
    pays(nora, a_level(), on=TODAY.date())
    assert named.withdrawn_at is not None
    assert mails(INVITED) == []


def test_a_smaller_level_keeps_those_who_were_asked_first(nora: Person) -> None:
    names(nora)
    names(nora, KIM)
    pays(nora, a_household(2), on=TODAY.date())
    assert asked(membership(nora)) == [BEA.name]
    assert [mail.to_address for mail in mails(INVITED)] == [BEA.email]


def test_dues_that_were_reversed_and_recorded_again_lose_nobody_who_was_asked(nora: Person) -> None:
    named = names(nora)
    level = membership(nora).level
    with db.writing():
        dues.reverse(db.session.scalars(select(Dues)).one(), why="A slip", by=STAFF, now=TODAY)
    with pytest.raises(Refused, match="isn’t open"):
        yes(named)
    pays(nora, level, on=TODAY.date())
    yes(named)
    assert len(queries.enrollments_in(membership(nora))) == 2
    assert len(mails(INVITED)) == 1


def test_what_nobody_answered_is_erased_in_time_and_a_no_is_remembered(nora: Person) -> None:
    unanswered, refused = names(nora), names(nora, KIM)
    no(refused)
    applications_tasks.forget(TODAY + days(61), TODAY + days(61))
    db.session.expire_all()
    assert (unanswered.name, unanswered.email_key, unanswered.open) == ("", "", False)
    assert refused.email_key == KIM.email
    with db.writing():
        membership(nora).ended_at = TODAY
    applications_tasks.forget(TODAY + days(61), TODAY + days(61))
    db.session.expire_all()
    assert refused.email_key == ""


def test_the_log_names_who_was_asked_and_no_address(nora: Person, bea: Person) -> None:
    entries = db.session.scalars(
        select(Entry).where(Entry.record_kind == Invitation.__tablename__).order_by(Entry.id)
    )
    told = list(entries)
    assert [one.verb for one in told] == ["named for bundle", "said yes"]
    assert all(BEA.email not in repr((one.fields, one.why)) for one in told)


def test_who_takes_a_free_level_of_her_own_leaves_and_the_payer_hears(nora: Person, bea: Person) -> None:
    gets(bea, a_free_level())
    assert len(queries.enrollments_in(membership(nora))) == 1
    assert mails("membership.household_news")[-1].subject == "Bea Bundle has left your household"
