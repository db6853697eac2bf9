"""Mails in the office: what became of each, and sending again what did not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.mail import queries, rules, suppression
from chapter.mail.consents import DRIVE, NEWS
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY


def a_mail(subject: str, to: str = "ana@example.test", **values: Any) -> Mail:
    with db.writing():
        places = {"booking": ("events.booking", 1)}
        text = f"Hello.\n\n[See it]({rules.placeholder('booking')})\n"
        mail = rules.queue(
            Letter("events.message", subject, text, placeholders=places), to=("Ana", to), now=TODAY
        )
        for name, value in values.items():
            setattr(mail, name, value)
        return mail


def failed(subject: str = "It did not arrive", **more: Any) -> Mail:
    return a_mail(subject, failed_at=TODAY, failure="550 5.1.1 No such mailbox here", attempts=1, **more)


def test_staff_see_what_did_not_arrive_and_the_server_s_reason(client: Browser) -> None:
    factories.sign_in(client, "events")
    failed()
    a_mail("All is well", sent_at=TODAY)
    page = client.get("/office/mails/")
    assert "It did not arrive" in page.text
    assert "550 5.1.1 No such mailbox here" in page.text
    assert "All is well" not in page.text


@pytest.mark.parametrize(("state", "shown"), [("waiting", "Waits"), ("sent", "Left"), ("withdrawn", "Gone")])
def test_mails_are_listed_by_what_became_of_them(client: Browser, state: str, shown: str) -> None:
    factories.sign_in(client, "events")
    a_mail("Waits")
    a_mail("Left", sent_at=TODAY)
    a_mail("Gone", withdrawn_at=TODAY)
    page = client.get(f"/office/mails/?state={state}")
    assert [subject for subject in ("Waits", "Left", "Gone") if subject in page.text] == [shown]


def test_mails_to_one_address_are_found_whatever_its_case(client: Browser) -> None:
    factories.sign_in(client, "events")
    failed("To Ana", to="Ana@Example.test")
    failed("To Bea", to="bea@example.test")
    page = client.get("/office/mails/?to=ANA@example.test")
    assert "To Ana" in page.text
    assert "To Bea" not in page.text


def test_one_press_sends_it_again_and_the_log_says_so(client: Browser) -> None:
    person = factories.sign_in(client, "events")
    mail = failed()
    client.get("/office/mails/").form("/again").press()
    db.session.expire_all()
    mail = db.session.get_one(Mail, mail.id)
    assert (mail.failed_at, mail.attempts, mail.due_at) == (None, 0, TODAY)
    entry = db.first_or_404(select(Entry).where(Entry.verb == "sent again"))
    assert (entry.actor_person_id, entry.why) == (person.id, "550 5.1.1 No such mailbox here")


def test_one_mail_shows_its_words_and_nobody_s_personal_link(client: Browser) -> None:
    factories.sign_in(client, "events")
    page = client.get(f"/office/mails/{failed().public_id}")
    assert "Hello." in page.text
    assert "(personal link)" in page.text
    assert "/rsvp/" not in page.text


def test_a_blanked_mail_says_so(client: Browser) -> None:
    factories.sign_in(client, "events")
    mail = failed(text="", placeholders={}, blanked_at=TODAY + timedelta(days=30))
    assert "deleted after 30 days" in client.get(f"/office/mails/{mail.public_id}").text


def test_without_a_mail_server_the_page_says_that_nothing_leaves(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "events")
    assert "No mail server is set" in client.get("/office/mails/").text


READERS = {
    "events.confirmed": {"events", "director"},
    "hello.asked": {"events", "director"},
    "giving.receipt": {"treasurer", "director"},
    "giving.news": {"treasurer", "comms", "director"},
    "payments.disputed": {"treasurer", "director"},
    "membership.declined": {"director"},
    "membership.sequence": {"comms", "director"},
    "volunteering.asked": {"volunteers", "director"},
    "people.signin_link": {"director"},
    "privacy.link": {"director"},
    "nobody.declares_it": {"director"},
}
"""Who of the office reads which mails: whoever may read elsewhere what they tell."""


@pytest.mark.parametrize("role", ["events", "volunteers", "treasurer", "comms", "director"])
def test_a_mail_is_as_secret_as_what_it_tells(client: Browser, role: str) -> None:
    for kind in READERS:
        a_mail(f"About {kind}", kind=kind, failed_at=TODAY)
    factories.sign_in(client, role)
    mine = {kind for kind, roles in READERS.items() if role in roles}
    page = client.get("/office/mails/")
    assert {kind for kind in READERS if f"About {kind}" in page.text} == mine
    for kind in READERS:
        mail = db.session.scalars(select(Mail).where(Mail.kind == kind)).one()
        for address in (f"/office/mails/{mail.public_id}", f"/office/mails/{mail.public_id}/again"):
            answer = client.get(address) if "again" not in address else client.post(address)
            assert (answer.status == 404) is (kind not in mine), (kind, address)


def test_who_leads_one_event_reads_no_mails(client: Browser) -> None:
    mail = failed()
    lead = factories.sign_in(client)
    factories.a_lead(factories.an_event(), lead)
    for address in ("/office/mails/", f"/office/mails/{mail.public_id}"):
        assert client.get(address).status == 403


def test_a_mail_that_came_back_stops_all_but_what_its_reader_asks_for(client: Browser) -> None:
    factories.sign_in(client, "events")
    mail = a_mail("All is well", sent_at=TODAY, attempts=1)
    page = client.get(f"/office/mails/{mail.public_id}").form("/bounced").press()
    assert "We won’t send to ana@example.test until the address works again." in page.text
    assert set(suppression.suppressed(["ANA@example.test"])) == {"ANA@example.test"}
    assert db.first_or_404(select(Entry).where(Entry.verb == "noted as bounced")).record_id == mail.id


def test_a_spam_report_ends_consent_to_what_goes_to_many(client: Browser) -> None:
    factories.sign_in(client, "events")
    mail = a_mail("All is well", sent_at=TODAY, attempts=1)
    with db.writing():
        rules.record_choices(mail.to_key, [NEWS, DRIVE], given=True, source="a form", now=TODAY)
    client.get(f"/office/mails/{mail.public_id}").form("/complained").press()
    going = {name for name, _, goes in queries.choices_of(mail.to_key) if goes}
    assert going == {"asks"}
    assert suppression.suppressed([mail.to_address]) == {}


def test_what_has_not_left_can_t_have_come_back(client: Browser) -> None:
    factories.sign_in(client, "events")
    mail = a_mail("Waits")
    client.post(f"/office/mails/{mail.public_id}/bounced")
    assert suppression.suppressed([mail.to_address]) == {}


def test_sending_it_again_says_that_the_address_works(client: Browser) -> None:
    factories.sign_in(client, "events")
    mail = failed()
    with db.writing():
        suppression.suppress(mail.to_address, now=TODAY)
    client.get("/office/mails/").form("/again").press()
    assert suppression.suppressed([mail.to_address]) == {}
