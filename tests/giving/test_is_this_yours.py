"""A gift under a name and an email that were typed: it counts at once, and one press says whose it is."""

import pytest
from sqlalchemy import select

from chapter import db
from chapter.giving import queries
from chapter.payments.models.receipts import Receipt
from chapter.people.models import Person
from chapter.people.verification import ACCOUNT, MAILBOX, STAFF, TYPED
from tests.browser import Browser
from tests.factories import an_account, sign_in
from tests.giving.drives import a_drive, a_gift, paid_by_card

pytestmark = pytest.mark.usefixtures("app")


def receipt_page() -> str:
    """The address in the mail."""
    return f"/give/receipt/{db.session.scalars(select(Receipt)).one().token}"


def test_a_paid_gift_counts_at_once_and_asks_whether_it_was_she(client: Browser) -> None:
    drive = a_drive()
    gift = paid_by_card(drive, 50_00)
    assert gift.proof == TYPED
    assert queries.figures(drive).raised_cents > 0
    page = client.get(receipt_page())
    assert "Is this your gift?" in page.text
    db.session.refresh(gift)
    assert gift.proof == TYPED, "a GET proves nothing"
    page = page.form("/me").press()
    assert "Is this your gift?" not in page.text
    db.session.refresh(gift)
    assert gift.proof == MAILBOX


def test_signed_in_as_the_giver_the_press_proves_by_the_account(client: Browser) -> None:
    gift = paid_by_card(a_drive())
    giver = db.session.get_one(Person, gift.person_id)
    sign_in(client, account=an_account("member", person=giver))
    assert "Not confirmed yet" in client.get("/me/gifts").text
    client.get(receipt_page()).form("/me").press()
    db.session.refresh(gift)
    assert gift.proof == ACCOUNT
    assert "Not confirmed yet" not in client.get("/me/gifts").text


def test_what_the_office_entered_is_known(client: Browser) -> None:
    gift = a_gift(a_drive())
    assert gift.proof == STAFF
    assert "Is this your gift?" not in client.get(receipt_page()).text


def test_the_office_says_what_nobody_confirmed_yet(client: Browser) -> None:
    gift = paid_by_card(a_drive())
    sign_in(client, "treasurer")
    assert "Not confirmed yet" in client.get(f"/office/giving/gifts/{gift.public_id}").text
