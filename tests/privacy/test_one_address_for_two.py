"""Two people share one address: erasing one of them takes all of hers, and nothing of the other's."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.bookings.rules import lost_links
from chapter.events.models import Event
from chapter.mail import rules as mail
from chapter.mail.consents import NEWS
from chapter.mail.models import Consent, Mail
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.people.models import Person
from chapter.privacy import address_access, queries, rules
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_person, a_writing, an_account, an_event
from tests.giving.drives import a_drive, a_gift
from tests.privacy.test_my_data import ask, everything_kept, link_to
from tests.shifts.shifts import a_shift, try_to_take

HOUSE = "house@example.test"
RUTH, OLGA = "Ruth Guest", "Olga Member"


@pytest.fixture
def olga(app: Flask) -> Account:
    account = an_account(person=a_person(OLGA, HOUSE))
    with a_writing():
        mail.record_consent(HOUSE, NEWS, given=True, wording="News, v1", source="a form", now=TODAY)
    return account


def ruth_books(title: str = "Soup") -> Event:
    event = an_event(title)
    a_booking(event, name=RUTH, email=HOUSE)
    return event


def ruth_erases_herself(client: Browser) -> str:
    ask(client, HOUSE)
    return client.get(link_to(HOUSE)).form("erase").fill(sure="y").press().text


def olga_leaves(account: Account) -> None:
    with db.writing():
        rules.erase_member(queries.data_of(account), account, now=TODAY)
    db.session.expire_all()


def to(name: str) -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.to_name == name)))


def order_of(name: str) -> Order:
    return db.session.scalars(select(Order).where(Order.payer_name == name)).one()


def test_a_guest_who_erases_herself_is_named_in_no_mail_though_a_member_has_her_address(
    olga: Account, client: Browser
) -> None:
    ruth_books()
    assert [one.kind for one in to(RUTH)] == ["events.confirmed"]
    said = ruth_erases_herself(client)
    assert "What we still keep under your email belongs to the account there." in said
    assert "Ruth" not in everything_kept()
    assert olga.person.name == OLGA
    assert db.session.scalars(select(Consent.wording)).all() == ["News, v1"]


def test_what_a_guest_erases_leaves_the_members_mails_and_those_to_nobody_in_particular(
    olga: Account, client: Browser
) -> None:
    a_booking(an_event("Hers"), name=OLGA, email=HOUSE)
    ruth_books()
    ruth_erases_herself(client)
    assert [(one.kind, one.withdrawn_at) for one in to(OLGA)] == [("events.confirmed", None)]
    kinds = db.session.scalars(select(Mail.kind).where(Mail.to_key == HOUSE, Mail.person_id.is_(None)))
    assert kinds.all() == ["privacy.link"]


def test_a_guest_who_erases_herself_leaves_what_a_member_at_her_address_has_paid(
    olga: Account, client: Browser
) -> None:
    drive = a_drive()
    hers, ruths = a_gift(drive, 75_00, OLGA, email=HOUSE), a_gift(drive, 30_00, RUTH, email=HOUSE)
    assert hers.person_id == olga.person_id != ruths.person_id
    assert [one.id for one in address_access.shown_by_link(HOUSE)["orders"]] == [order_of(RUTH).id]
    ruth_erases_herself(client)
    assert "Ruth" not in everything_kept()
    assert (order_of(OLGA).payer_email, hers.name) == (HOUSE, OLGA)


def test_what_was_noted_of_a_check_goes_with_who_wrote_it(app: Flask, client: Browser) -> None:
    drive = a_drive()
    hers, ruths = a_gift(drive, 75_00, "Bea Other"), a_gift(drive, 30_00, RUTH, email=HOUSE)
    with a_writing():
        for gift in (hers, ruths):
            order = db.session.scalars(select(Order).where(Order.reference == gift.public_id)).one()
            db.session.scalars(select(Payment).where(Payment.order_id == order.id)).one().note = gift.name
    ruth_erases_herself(client)
    assert sorted(db.session.scalars(select(Payment.note))) == ["", "Bea Other"]


def test_a_member_who_leaves_takes_no_mail_gift_shift_or_consent_of_a_guest_at_her_address(
    olga: Account,
) -> None:
    ruth_books()
    ruths = a_gift(a_drive(), 30_00, RUTH, email=HOUSE)
    a_gift(ruths.drive, 75_00, OLGA, email=HOUSE)
    signup = try_to_take(a_shift(), name=RUTH, email=HOUSE).signup
    assert signup is not None
    shown = queries.data_of(olga)
    assert (shown["signups"], [one.payer_name for one in shown["orders"]]) == ([], [OLGA])
    olga_leaves(olga)
    assert OLGA not in everything_kept()
    assert "events.confirmed" in {one.kind for one in to(RUTH)}
    assert not [one for one in to(RUTH) if one.withdrawn_at or one.blanked_at or not one.text]
    assert (order_of(RUTH).payer_email, ruths.name, signup.name) == (HOUSE, RUTH, RUTH)
    assert db.session.scalars(select(Consent.wording)).all() == ["News, v1"]


def test_a_gift_that_a_member_has_not_paid_yet_goes_with_her(olga: Account) -> None:
    ruth_books()
    drive = a_drive()
    hers, ruths = a_gift(drive, 75_00, OLGA, email=HOUSE), a_gift(drive, 30_00, RUTH, email=HOUSE)
    with a_writing():
        hers.person_id = ruths.person_id = None
    olga_leaves(olga)
    assert OLGA not in everything_kept()
    assert (order_of(RUTH).payer_email, ruths.name) == (HOUSE, RUTH)


def test_the_last_one_under_an_address_takes_all_that_it_says(olga: Account, client: Browser) -> None:
    ruth_books()
    olga_leaves(olga)
    assert "We keep no details about you now" in ruth_erases_herself(client)
    left = everything_kept()
    assert not [word for word in ("Ruth", "Olga", HOUSE, "News, v1") if word in left]


def test_a_guest_of_long_ago_is_forgotten_though_a_member_has_her_address(olga: Account) -> None:
    ruth_books()
    a_booking(an_event("Hers"), name=OLGA, email=HOUSE)
    later = TODAY + timedelta(days=500)
    with db.writing():
        rules.forget_old(now=later, days=365)
    assert "Ruth" not in everything_kept()
    assert [one.to_address for one in to(OLGA)] == [HOUSE]
    assert db.session.scalars(select(Consent.wording)).all() == ["News, v1"]


def test_mails_of_somebody_who_was_erased_before_are_forgotten_by_night(olga: Account) -> None:
    ruth_books()
    with a_writing():
        ruth = db.session.scalars(select(Person).where(Person.name == RUTH)).one()
        ruth.name, ruth.name_key, ruth.email, ruth.email_key, ruth.erased_at = "", "", "", "", TODAY
    assert to(RUTH)
    with db.writing():
        rules.forget_old(now=TODAY, days=365)
    assert not to(RUTH)


def test_links_mailed_to_an_address_of_two_name_neither(olga: Account) -> None:
    ruth_books()
    a_booking(an_event("Hers"), name=OLGA, email=HOUSE)
    with db.writing():
        assert lost_links.mail_links(HOUSE, now=TODAY) == 2
    (one,) = db.session.scalars(select(Mail).where(Mail.kind == "events.found_many"))
    assert (one.to_name, one.person_id) == ("", None)


def test_links_mailed_to_one_guest_go_with_her(olga: Account, client: Browser) -> None:
    for title in ("Soup", "Bread"):
        ruth_books(title)
    with db.writing():
        assert lost_links.mail_links(HOUSE, now=TODAY) == 2
    ruth_erases_herself(client)
    assert "Ruth" not in everything_kept()
