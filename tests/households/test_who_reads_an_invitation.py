"""Who reads an invitation and is signed in is meant by her yes, whatever her name or address is by now."""

from flask import Flask

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account
from chapter.accounts.rules import email_changes
from chapter.gateways import clock
from chapter.households.queries import recipients
from chapter.membership import queries
from chapter.membership.models.invitations import Invitation, NamedPerson
from chapter.people import queries as people
from chapter.people.models import Person, name_key
from chapter.people.rules import blocks
from chapter.people.verification import ACCOUNT
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.households.households import BEA, a_payer, link, names
from tests.membership.members import a_household, a_member, membership
from tests.statement_count import statements_of


def bea_with_an_account() -> Account:
    return factories.an_account(person=factories.a_person(BEA.name, BEA.email))


def is_called(person: Person, name: str) -> None:
    with factories.a_writing():
        person.name, person.name_key = name, name_key(name)


def moves_to(account: Account, email: str) -> None:
    with factories.a_writing():
        change = email_changes.request(account, email, now=TODAY)
        email_changes.confirm(change, now=TODAY)


def says_yes(app: Flask, client: Browser, named: Invitation, account: Account) -> Page:
    factories.sign_in(client, account=account)
    return client.get(link(app, named)).form("/yes").press()


def is_hers(named: Invitation, account: Account) -> None:
    db.session.expire_all()
    assert named.person_id == account.person_id
    assert named.proof == ACCOUNT
    place = queries.enrollment_of(account.person_id)
    assert place is not None
    assert place.membership_id == named.membership_id


def test_a_yes_is_hers_when_her_last_name_changed_since(app: Flask, client: Browser) -> None:
    account = bea_with_an_account()
    named = names(a_payer())
    is_called(account.person, "Bea Married")
    page = says_yes(app, client, named, account)
    assert "You’re in" in page.text
    is_hers(named, account)
    assert len(people.people_by_email(BEA.email)) == 1


def test_a_yes_is_hers_when_her_whole_name_changed_and_the_page_says_so(app: Flask, client: Browser) -> None:
    account = bea_with_an_account()
    named = names(a_payer())
    is_called(account.person, "Sol Okafor")
    factories.sign_in(client, account=account)
    page = client.get(link(app, named))
    assert "signed in as Sol Okafor" in page.text
    assert "sign out first" in page.text
    page.form("/yes").press()
    is_hers(named, account)


def test_a_yes_is_hers_when_her_email_changed_since(app: Flask, client: Browser) -> None:
    account = bea_with_an_account()
    named = names(a_payer())
    moves_to(account, "bea.new@example.test")
    says_yes(app, client, named, account)
    is_hers(named, account)
    assert accounts_queries.account_by_email(BEA.email) is None


def test_who_has_the_address_by_now_is_not_taken_for_her_who_had_it(app: Flask) -> None:
    account = bea_with_an_account()
    named = names(a_payer())
    moves_to(account, "bea.new@example.test")
    other = factories.an_account(person=factories.a_person("Kim Other", BEA.email))
    assert recipients.recipient_with(named, account) is None
    assert recipients.recipient_with(named, other) is other.person


def test_at_an_address_that_a_home_shares_the_yes_of_another_is_not_hers(app: Flask, client: Browser) -> None:
    account = bea_with_an_account()
    factories.a_person("Ben Bundle", BEA.email)
    nora = a_payer()
    ben, kim = (
        names(nora, NamedPerson("Ben Bundle", BEA.email)),
        names(nora, NamedPerson("Kim Bundle", BEA.email)),
    )
    assert recipients.recipient_with(ben, account) is None
    assert recipients.recipient_with(kim, account) is None
    says_yes(app, client, ben, account)
    assert queries.enrollment_of(account.person_id) is None


def test_whoever_pays_is_not_meant_by_a_name_at_her_own_address(app: Flask, client: Browser) -> None:
    nora = a_payer()
    account = factories.an_account(person=nora)
    named = names(nora, NamedPerson("Omar Ochoa", nora.email))
    assert recipients.recipient_with(named, account) is None
    says_yes(app, client, named, account)
    assert len(queries.enrollments_in(membership(nora))) == 2


def test_her_first_page_asks_her_still_when_her_last_name_changed(app: Flask) -> None:
    account = bea_with_an_account()
    named = names(a_payer())
    is_called(account.person, "Bea Married")
    assert recipients.invitations_for(account, TODAY) == [named]
    names(
        a_member(a_household(), person=factories.a_person("Ola Okoro")), NamedPerson("Ben Bundle", BEA.email)
    )
    assert recipients.invitations_for(account, TODAY) == [named]


def test_of_two_who_ask_her_the_one_whom_she_blocks_is_not_shown(app: Flask) -> None:
    account, nora = bea_with_an_account(), a_payer()
    names(nora)
    other = names(a_member(a_household(), person=factories.a_person("Ola Okoro", "ola@example.test")))
    with db.writing():
        blocks.block(account.person, nora, now=TODAY)
    assert recipients.invitations_for(account, TODAY) == [other]


def test_her_first_page_asks_the_database_no_more_for_many_invitations(client: Browser) -> None:
    account, level = bea_with_an_account(), a_household()
    factories.sign_in(client, account=account)
    took = []
    for number in range(3):
        names(a_member(level, person=factories.a_person(f"Nora {number}", f"nora{number}@example.test")))
        db.session.remove()
        took.append(statements_of(lambda: client.get("/me")))
    assert (
        len(recipients.invitations_for(accounts_queries.account_by_email(BEA.email) or account, clock.now()))
        == 3
    )
    assert took[0] == took[2]
