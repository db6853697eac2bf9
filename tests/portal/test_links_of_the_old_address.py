"""After a change of email, no link in the old mailbox acts for her any more: every kind of personal link that
the software makes has a decision here."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import chapter
from chapter import db
from chapter.accounts.models import Account
from chapter.accounts.rules import deletion_requests, one_use_links
from chapter.applications.rules import applications
from chapter.applications.rules.applications import Applicant
from chapter.hello.rules import companions
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import NamedPerson
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_lead, an_account, an_event
from tests.households.households import a_payer, names
from tests.membership.members import a_household, a_member, membership
from tests.portal.email_changes import DAY, OLD, a_change, made
from tests.shifts.shifts import a_shift, takes

MAKES = re.compile(
    r'\bsigned_links\.(?:make_token\(|record_(?:by_token|or_404)\([\w.]+, )("[^"]+"|f"[^"]+"|[A-Z_.a-z]+)[,)]'
)
Address = Callable[[], str]
"""Where what was mailed leads now."""

STAYS = {
    "receipt": "reads what was paid, as it was made out",
    "{LINK_PURPOSE} {year}": "reads her statement of a year, as it was made out",
    "calendar": "is no mail: her calendar reads with it; she ends it on her page",
    "door": "is a helper's of one event, made by its lead, and belongs to no account",
    "booking-typed": "never stood in a mail; has the version of the booking's link, and ends with it",
    "email-new": "is the change itself",
    "email-old": "takes the change back",
}
BY_NAME = {"link.purpose", "PURPOSE", "purpose"}
"""Named elsewhere: signin, reset, my-data, invitation (below); unsubscribe, which says yes or no for the
address that it went to and for no other; email-new and
email-old, which are the change itself and what takes it back."""


@pytest.fixture
def ana(app: Flask) -> Account:
    return an_account(person=factories.a_person("Ana Lopez", OLD))


def booking(ana: Account) -> Address:
    one = a_booking(an_event(), name=ana.person.name, email=OLD, person=ana.person)
    return lambda: f"/rsvp/{one.token}"


def a_past_booking(ana: Account) -> Address:
    one = a_booking(an_event(), name=ana.person.name, email=OLD, person=ana.person)
    with db.writing():
        one.event.starts_at, one.event.ends_at = TODAY - 2 * DAY, TODAY - DAY
    return lambda: f"/rsvp/{one.token}"


def shift(ana: Account) -> Address:
    one = takes(a_shift(), ana.person)
    return lambda: f"/volunteer/shift/{one.token}"


def company(ana: Account) -> Address:
    event, lead = an_event(), factories.a_person()
    a_lead(event, ana.person, "greeter")
    guest = a_booking(event, arrival="meet_me")
    with db.writing():
        one = companions.ask(guest, ana.person, by=lead, now=TODAY)
        db.session.flush()
    return lambda: f"/meet/{one.token}"


def renewal(ana: Account) -> Address:
    a_member(a_household(), person=ana.person)
    return lambda: f"/renew/{membership(ana.person).token}"


def bundle_invitation(ana: Account) -> Address:
    one = names(a_payer(), NamedPerson(ana.person.name, OLD))
    return lambda: f"/join/with/{one.token}"


def an_application(ana: Account) -> Application:
    who = Applicant(ana.person.name, OLD, person=ana.person)
    with db.writing():
        one = applications.begin(a_household(), who, nonce="ana-asks-to-join", now=TODAY)
        db.session.flush()
    return one


def application(ana: Account) -> Address:
    one = an_application(ana)
    return lambda: f"/join/application/{one.token}"


def application_proof(ana: Account) -> Address:
    one = an_application(ana)
    return lambda: f"/join/confirm/{one.proof_token}"


ENDS = {
    "booking": booking, "booking of an event that is over": a_past_booking, "shift": shift,
    "company": company, "renewal": renewal, "bundle-invitation": bundle_invitation,
    "application": application, "application-proof": application_proof,
}  # fmt: skip
KINDS = set(ENDS) - {"booking of an event that is over"}
ENDS_IN_PLACE = {"farewell"}
"""Its link opens the page still, and does nothing there."""


def test_every_kind_of_personal_link_has_a_decision() -> None:
    root = Path(chapter.__file__).parent
    found = {purpose for path in root.rglob("*.py") for purpose in MAKES.findall(path.read_text())}
    assert found, "the software makes personal links"
    assert {one.removeprefix('f"').replace('"', "") for one in found} == {
        *STAYS,
        *KINDS,
        *ENDS_IN_PLACE,
        *BY_NAME,
    }


@pytest.mark.parametrize("kind", ENDS)
def test_a_link_in_the_old_mailbox_acts_no_more_and_the_next_one_does(
    ana: Account, client: Browser, kind: str
) -> None:
    address = ENDS[kind](ana)
    before = address()
    opens = client.get(before).status
    assert opens in (200, 410), "410: it waits for what comes before it"
    made(a_change(ana))
    db.session.expire_all()
    after = address()
    assert after != before
    assert client.get(before).status == 404
    assert client.get(after).status == opens


@pytest.mark.parametrize("purpose", ["signin", "reset", "my-data", "invitation"])
def test_no_link_that_acts_once_acts_for_the_account_any_more(ana: Account, purpose: str) -> None:
    with db.writing():
        link = one_use_links.issue(purpose, OLD, now=TODAY, account=None if purpose == "my-data" else ana)
    made(a_change(ana))
    db.session.expire_all()
    assert not link.works(TODAY)


def test_asking_to_be_erased_waits_for_no_press_in_the_old_mailbox(ana: Account) -> None:
    with db.writing():
        asked = deletion_requests.request(ana, now=TODAY)
    made(a_change(ana))
    db.session.expire_all()
    assert not asked.open
