"""An open invitation into a household follows somebody who changes her email or her name."""

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.households import queries
from chapter.households.queries import recipients
from chapter.membership.models.invitations import NamedPerson
from chapter.people.models import Person
from chapter.portal import contact_changes
from chapter.privacy import exports
from chapter.privacy.queries import data_of
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY, an_account, sign_in
from tests.households.households import BEA, INVITED, a_payer, mails, names, no, yes
from tests.portal.email_changes import a_change, made

NEW = "bea@new.test"


@pytest.fixture
def bea(app: Flask) -> Account:
    return an_account(person=factories.a_person(BEA.name, BEA.email))


def people() -> list[str]:
    return list(db.session.scalars(select(Person.email).where(Person.name.in_([BEA.name, "Bea Neu"]))))


def renamed(person: Person, name: str) -> None:
    with db.writing():
        before = contact_changes.read_name_before(person)
        person.name, person.name_key = name, name.lower()
        db.session.flush()
        contact_changes.follow_new_name(person, before, now=TODAY)


def test_it_is_answered_by_her_under_her_new_email(bea: Account) -> None:
    named = names(a_payer())
    change = a_change(bea, NEW)
    made(change)
    assert (named.email, named.email_key) == (NEW, NEW)
    assert [one.id for one in recipients.invitations_for(bea, TODAY)] == [named.id]
    assert yes(named) is None, "no second account"
    assert people() == [NEW], "and no second person"
    with db.writing():
        contact_changes.revert_email_change(change, now=TODAY)
    assert bea.email == BEA.email, "nobody took her old address meanwhile"


def test_the_old_link_ends_and_what_has_not_left_leaves_to_the_new_address(
    bea: Account, client: Browser
) -> None:
    named = names(a_payer())
    before = named.token
    made(a_change(bea, NEW))
    db.session.expire_all()
    assert client.get(f"/join/with/{before}").status == 404
    assert client.get(f"/join/with/{named.token}").status == 200
    assert [one.to_address for one in mails(INVITED)] == [NEW]


def test_what_was_taken_back_leads_to_the_first_address_again(bea: Account) -> None:
    named, change = names(a_payer()), a_change(bea, NEW)
    made(change)
    with db.writing():
        contact_changes.revert_email_change(change, now=TODAY)
    assert named.email == BEA.email
    assert [one.id for one in recipients.invitations_for(bea, TODAY)] == [named.id]


def test_one_that_means_another_of_the_same_address_or_is_answered_stays(bea: Account) -> None:
    factories.a_person("Kim Bundle", BEA.email)
    nora = a_payer()
    kim, said_no = names(nora, NamedPerson("Kim Bundle", BEA.email)), names(nora)
    no(said_no)
    made(a_change(bea, NEW))
    assert [kim.email, said_no.email] == [BEA.email] * 2


@pytest.mark.parametrize("typed", [BEA.name, "Bea"])
def test_under_a_new_name_it_means_her_still(bea: Account, typed: str) -> None:
    named = names(a_payer(), NamedPerson(typed, BEA.email))
    renamed(bea.person, "Trix Neu")
    assert queries.is_meant(named, bea.person)
    assert yes(named) is None
    assert len(list(db.session.scalars(select(Person).where(Person.email_key == BEA.email)))) == 1


def test_she_changes_her_name_on_her_page(bea: Account, client: Browser) -> None:
    named = names(a_payer())
    sign_in(client, account=bea)
    assert client.get("/me/profile").form("/me/profile").fill(name="Bea Neu").press().status == 200
    db.session.expire_all()
    assert named.name == "Bea Neu"


def test_the_payer_is_shown_no_address_that_she_was_not_told(bea: Account, client: Browser) -> None:
    nora = a_payer()
    names(nora)
    made(a_change(bea, NEW))
    sign_in(client, account=an_account(person=nora))
    main = client.get("/me/membership").main
    assert "Bea Bundle No answer yet" in main
    assert NEW not in main


def test_nor_does_it_stand_in_what_is_kept_about_the_payer(bea: Account) -> None:
    nora = a_payer()
    account = an_account(person=nora)
    names(nora)
    made(a_change(bea, NEW))
    assert NEW not in exports.as_json(data_of(account))
    assert NEW in exports.as_json(data_of(bea))
