"""Givers whom no mail reaches: they are listed, and their statements are one file to print."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.givers import queries, year_end_statements
from chapter.givers.models import Statement
from chapter.givers.rules import statement_requests
from chapter.giving.models import Gift
from chapter.mail import suppression
from chapter.mail.models import Mail, Suppression
from chapter.offline_gifts.rules import entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.payments.models.receipts import BOOK_ID, ReceiptBook
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift
from tests.held_mails import release_held

NEXT_YEAR = TODAY + timedelta(days=60)
ADDRESS = f"/office/giving/statements/{TODAY.year}"


@pytest.fixture
def office(app: Flask, client: Browser) -> Browser:
    """The treasurer; of three givers, one left no email, and one has an address that takes no mail."""
    drive = a_drive()
    a_gift(drive, 40_00, "Halina Wolska")
    a_gift(drive, 20_50, "Dana Cole", email="")
    a_gift(drive, 30_00, "Bea Bounced", email="bea@example.test")
    with factories.a_writing():
        address = suppression.address_hash("bea@example.test")
        db.session.add(Suppression(address_hash=address, why="bounced", at=TODAY))
    factories.sign_in(client, "treasurer")
    return client


def not_reached() -> list[str]:
    found = queries.givers_without_mail(TODAY.year, factories.the_chapter().zone_info)
    return [person.name for person in found]


def test_they_are_listed_with_their_statements(office: Browser) -> None:
    page = office.get(ADDRESS)
    assert page.all("tbody th") == ["Bea Bounced", "Dana Cole"]
    assert "$20.50" in page.main
    assert "bea@example.test does not accept our emails" in page.main
    person = db.session.scalars(select(Person).where(Person.name == "Dana Cole")).one()
    assert year_end_statements.statement_token(person, TODAY.year) in page.html


def test_their_statements_are_one_file_of_a_page_each(office: Browser) -> None:
    file = office.get(ADDRESS).form(".pdf").press()
    assert file.body.startswith(b"%PDF")
    assert b"/Type/Pages/Count 2" in file.body
    assert file.headers["Cache-Control"] == "private, no-store"
    assert office.get("/office/giving/statements/2001.pdf", check=False).status == 404
    assert (
        "Everyone who gave in 2001 can be reached by email."
        in office.get("/office/giving/statements/2001").main
    )


def test_every_giver_of_a_year_is_mailed_or_listed(office: Browser) -> None:
    with factories.a_writing():
        statement_requests.request_statements(TODAY.year, by=GUEST, now=NEXT_YEAR)
    release_held()
    asked = {one.person.name for one in db.session.scalars(select(Statement))}
    assert asked | set(not_reached()) == {"Halina Wolska", "Dana Cole", "Bea Bounced"}
    assert not db.session.scalars(select(Mail).where(Mail.to_address == "")).all()


def test_who_has_an_email_now_gets_a_mail_although_the_gift_came_without_one(office: Browser) -> None:
    gift = db.session.scalars(select(Gift).where(Gift.name == "Dana Cole")).one()
    with factories.a_writing():
        person = db.session.get_one(Person, gift.person_id)
        person.email, person.email_key = "dana@example.test", "dana@example.test"
    assert not_reached() == ["Bea Bounced"]
    with factories.a_writing():
        assert statement_requests.request_statements(TODAY.year, by=GUEST, now=NEXT_YEAR) == 2


def test_who_was_erased_is_not_listed(office: Browser) -> None:
    gift = db.session.scalars(select(Gift).where(Gift.name == "Dana Cole")).one()
    with factories.a_writing():
        db.lock(gift).erased_at = TODAY
    assert not_reached() == ["Bea Bounced"]


def test_who_gave_a_thing_alone_has_a_statement_without_a_sum(client: Browser) -> None:
    factories.the_chapter(legal_name="Test Network", ein="00-0000000")
    with factories.a_writing():
        db.lock(db.session.get_one(ReceiptBook, BOOK_ID)).status = "a public charity"
        came = OfflineInput(0, "Ines Thing", "ines@example.test", thing="a sewing machine")
        gift = entry.record_gift(
            a_drive(), came, method="in_kind", received_on=TODAY.date(), nonce="a thing", by=GUEST, now=TODAY
        )
    told = year_end_statements.statement_of(db.session.get_one(Person, gift.person_id), TODAY.year)
    assert told.rows == [("November 23, 2026: receipt 1, in kind: a sewing machine", "described, not valued")]
    assert told.total == ""
    assert "$" not in " ".join(told.sentences)
    page = client.get(f"/give/statement/{TODAY.year}/{told.token}")
    assert "Total" not in page.main
    assert client.get(f"/give/statement/{TODAY.year}/{told.token}.pdf").body.startswith(b"%PDF")
