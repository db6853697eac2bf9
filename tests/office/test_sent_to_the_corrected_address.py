"""A mail that failed, or still waits, follows its reader to the corrected address; a secret link does not."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings.models import Rsvp
from chapter.events_office.rules import bookings
from chapter.mail import current_addresses, rules
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.people.models import Person, email_key
from chapter.people.rules import persons
from chapter.people.verification import MAILBOX, TYPED
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, a_person, an_account, an_event, sign_in
from tests.giving.drives import a_drive, a_gift
from tests.mail.conftest import fresh
from tests.shifts.shifts import a_shift, an_opportunity, takes

OLD, NEW = "ana.old@example.test", "ana.new@example.test"


def a_mail(kind: str = "events.message", to: str = OLD, failed: bool = True, **more: Any) -> Mail:
    with db.writing():
        about = more.pop("about", None)
        letter = Letter(kind, "Your seats", "Hello.\n", about=about)
        mail = rules.queue(letter, to=(more.pop("name", "Ana Ruiz"), to), now=TODAY, **more)
        if failed:
            mail.failed_at, mail.failure, mail.attempts = TODAY, "550 5.1.1 No such mailbox", 1
    return mail


def corrected(person: Person, email: str = NEW) -> None:
    details = persons.values_of(person) | {"email": email}
    with db.writing():
        persons.change(person, persons.PersonInput(**details), by=GUEST, now=TODAY)


def booked(proof: str = MAILBOX) -> Rsvp:
    booking = a_booking(an_event(), name="Ana Ruiz", email=OLD)
    with db.writing():
        booking.proof = proof
        for mail in db.session.scalars(select(Mail)):
            mail.sent_at = TODAY
    return booking


def goes_to(mail: Mail) -> tuple[str, ...]:
    return current_addresses.for_mails([fresh(mail)])[mail.id].addresses


def test_a_failed_mail_goes_to_the_person_s_corrected_address_which_is_shown_before(
    app: Flask, client: Browser
) -> None:
    ana = a_person("Ana Ruiz", OLD)
    mail = a_mail(person_id=ana.id)
    corrected(ana)
    me = sign_in(client, "director")
    page = client.get(f"/office/mails/{mail.public_id}")
    assert f"It went to {OLD}. The address is now {NEW}." in page.main
    assert page.follow("Ana Ruiz").h1 == "Ana Ruiz"
    page = page.form("/again").press(f"Send to {NEW}")
    assert f"Sending it again to Ana Ruiz at {NEW}" in page.text
    mail = fresh(mail)
    assert (mail.to_address, mail.to_key, mail.failed_at) == (NEW, NEW, None)
    entry = db.first_or_404(select(Entry).where(Entry.verb == "sent to the corrected address"))
    assert entry.actor_person_id == me.id


@pytest.mark.parametrize("address", ["/office/", "/office/mails/"])
def test_the_lists_say_where_it_would_go_too(app: Flask, client: Browser, address: str) -> None:
    ana = a_person("Ana Ruiz", OLD)
    mail = a_mail(person_id=ana.id)
    corrected(ana)
    sign_in(client, "director")
    page = client.get(address)
    assert f"The address is now {NEW}" in page.main
    page.form("/again").press(f"Send to {NEW}")
    assert fresh(mail).to_address == NEW


def test_an_address_that_was_corrected_while_she_looked_is_not_written_to(
    app: Flask, client: Browser
) -> None:
    ana = a_person("Ana Ruiz", OLD)
    mail = a_mail(person_id=ana.id)
    sign_in(client, "director")
    form = client.get(f"/office/mails/{mail.public_id}").form("/again")
    corrected(ana)
    page = form.press()
    assert "can’t go to this address anymore" in page.text
    assert NEW in page.main
    assert fresh(mail).failed_at is not None


@pytest.mark.parametrize("to", ["stranger@example.test", "", "not an address"])
def test_nobody_sends_it_anywhere_else(app: Flask, client: Browser, to: str) -> None:
    mail = a_mail(person_id=a_person("Ana Ruiz", OLD).id)
    sign_in(client, "director")
    client.get(f"/office/mails/{mail.public_id}").form("/again").fill(to=to).press()
    assert (fresh(mail).to_address, fresh(mail).failed_at) == (OLD, TODAY)


@pytest.mark.parametrize("kind", ["people.signin_link", "people.reset_link", "people.invitation"])
def test_a_secret_link_goes_to_no_other_address_and_a_new_one_is_asked_for(
    app: Flask, client: Browser, kind: str
) -> None:
    account = an_account(person=a_person("Ana Ruiz", OLD))
    mail = a_mail(kind, about=("accounts", account.id), person_id=account.person_id)
    sign_in(client, "director")
    form = client.get(f"/office/mails/{mail.public_id}").form("/again")
    with db.writing():
        account.email, account.email_key = NEW, NEW
    corrected(account.person)
    page = client.get(f"/office/mails/{mail.public_id}")
    assert f"works only for {OLD}" in page.main
    assert "new link" in page.main or "Send a new invitation" in page.main
    assert page.all('form[action$="/again"]') == []
    for to in (OLD, NEW):
        form.fill(to=to).press()
        assert (fresh(mail).to_address, fresh(mail).failed_at) == (OLD, TODAY)


def test_a_secret_link_whose_address_still_signs_in_goes_there_again_and_says_so(
    app: Flask, client: Browser
) -> None:
    account = an_account(person=a_person("Ana Ruiz", OLD))
    mail = a_mail("people.invitation", about=("accounts", account.id), person_id=account.person_id)
    corrected(account.person)
    sign_in(client, "director")
    page = client.get(f"/office/mails/{mail.public_id}")
    assert "can’t send it to another" in page.main
    assert goes_to(mail) == (OLD,)


def test_a_link_to_what_is_kept_about_her_follows_nobody(app: Flask) -> None:
    ana = a_person("Ana Ruiz", OLD)
    mail = a_mail("privacy.link", name="")
    corrected(ana)
    assert goes_to(mail) == (OLD,)


def test_a_mail_of_a_booking_goes_where_the_booking_was_corrected_to(app: Flask) -> None:
    booking = booked()
    mail = a_mail(about=("rsvps", booking.id), person_id=booking.person_id)
    details = bookings.details_of(booking)
    with db.writing():
        bookings.change(booking, replace(details, email=NEW), by=GUEST, now=TODAY)
    assert goes_to(mail)[0] == NEW


def test_a_mail_of_a_booking_goes_to_the_person_s_corrected_address(app: Flask) -> None:
    booking = booked()
    mail = a_mail(about=("rsvps", booking.id), person_id=booking.person_id)
    corrected(booking.person)
    assert goes_to(mail) == (NEW, OLD)


def test_a_booking_that_nobody_has_proved_proves_no_other_mailbox(app: Flask) -> None:
    booking = booked(proof=TYPED)
    mail = a_mail(about=("rsvps", booking.id), person_id=booking.person_id)
    waits = a_mail(about=("rsvps", booking.id), person_id=booking.person_id, failed=False)
    corrected(booking.person)
    assert goes_to(mail) == (OLD,)
    assert fresh(waits).to_address == OLD


def test_a_mail_of_a_shift_and_of_a_gift_goes_to_the_corrected_address(app: Flask) -> None:
    ana = a_person("Ana Ruiz", OLD)
    signup = takes(a_shift(an_opportunity()), ana)
    gift = a_gift(a_drive(), name="Ana Ruiz", email=OLD)
    with db.writing():
        gift.person_id, gift.proof = ana.id, MAILBOX
    of_shift = a_mail("volunteering.moved", about=("signups", signup.id), person_id=ana.id)
    of_gift = a_mail("giving.thanks", about=("gifts", gift.id), person_id=ana.id)
    corrected(ana)
    assert (goes_to(of_shift)[0], goes_to(of_gift)[0]) == (NEW, NEW)


def test_who_was_told_about_somebody_else_s_booking_is_not_taken_for_her(app: Flask) -> None:
    booking = booked()
    lead = a_person("Dana Lead", "dana@example.test")
    mail = a_mail(about=("rsvps", booking.id), person_id=lead.id, name="Dana Lead", to="dana@example.test")
    assert goes_to(mail) == ("dana@example.test",)


def test_what_waits_when_the_address_is_corrected_leaves_for_the_right_one(app: Flask) -> None:
    ana = a_person("Ana Ruiz", OLD)
    other = a_person("Bea Ruiz", OLD)
    hers = a_mail("giving.thanks", person_id=ana.id, failed=False)
    not_hers = a_mail("giving.thanks", person_id=other.id, name="Bea Ruiz", failed=False)
    link = a_mail("people.signin_link", person_id=ana.id, failed=False)
    left = a_mail("giving.thanks", person_id=ana.id, failed=False)
    with db.writing():
        left.sent_at = TODAY
    corrected(ana)
    assert (fresh(hers).to_address, fresh(hers).to_key) == (NEW, email_key(NEW))
    assert [fresh(one).to_address for one in (not_hers, link, left)] == [OLD, OLD, OLD]


def test_what_waits_about_a_booking_leaves_for_its_corrected_address_and_confirms_it_once(
    app: Flask,
) -> None:
    booking = a_booking(an_event(), name="Ana Ruiz", email=OLD)
    told = a_mail(about=("rsvps", booking.id), person_id=booking.person_id, failed=False)
    details = bookings.details_of(booking)
    with db.writing():
        bookings.change(booking, replace(details, email=NEW), by=GUEST, now=TODAY)
    assert fresh(told).to_address == NEW
    waiting = db.session.scalars(select(Mail).where(Mail.withdrawn_at.is_(None))).all()
    assert sorted((mail.kind, mail.to_address) for mail in waiting) == [
        ("events.confirmed", NEW), ("events.message", NEW),
    ]  # fmt: skip
