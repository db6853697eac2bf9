"""Gifts that came by hand: one by one, and many with the sum that was counted."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.giving import queries
from chapter.giving.models import Gift
from chapter.mail.models import Mail
from chapter.offline_gifts.rules import batches
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.receipts import Receipt, ReceiptBook
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.giving.drives import a_drive
from tests.held_mails import release_held

ONE: dict[str, Any] = {"method": "check", "received_on": str(TODAY.date()), "name": "Halina Wolska",
       "email": "halina@example.test", "amount": "75", "nonce": "one-check-of-hers"}  # fmt: skip
ROWS = "50; Halina Wolska; halina@example.test\n20; Bea Olszewska\n$5.50; Ana Lopez; ana@example.test"
MANY = {"method": "check", "received_on": str(TODAY.date()), "rows": ROWS, "control": "75.50"}


@pytest.fixture
def office(client: Browser) -> Browser:
    """The treasurer."""
    factories.sign_in(client, "treasurer")
    return client


def one(office: Browser, **more: Any) -> Page:
    return office.post("/office/giving/offline", **{"drive": "1", **ONE, **more})


def look(office: Browser, **more: Any) -> Page:
    """A list is sent; what was read comes back."""
    return office.post("/office/giving/offline/batch", **{"drive": "1", **MANY, **more})


def many(office: Browser, **more: Any) -> Page:
    """A list is sent, looked through, and entered."""
    return look(office, **more).form("/batch").press("Enter")


def count(table: type[db.Model]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_check_is_on_the_meter_at_once_and_its_receipt_is_mailed(office: Browser) -> None:
    a_drive()
    page = one(office)
    assert page.status == 200
    assert "Receipt 1" in page.html
    assert office.get("/give/winter.json").json["raised_cents"] == 75_00
    assert "Halina Wolska" in office.get("/give/winter").html
    mail = db.session.scalars(select(Mail)).one()
    assert (mail.kind, mail.to_address) == ("giving.receipt", "halina@example.test")
    moved = db.session.scalars(select(LedgerEntry)).one()
    assert (moved.debit, moved.amount_cents) == ("hand", 75_00)
    assert db.session.scalars(select(Payment.booked_by)).one() is not None


def test_the_same_check_sent_twice_is_one_gift(office: Browser) -> None:
    a_drive()
    for _ in range(2):
        assert one(office).status == 200
    assert count(Gift) == count(Receipt) == 1


@pytest.mark.parametrize("method", ["cash", "check", "bank", "stock"])
def test_each_way_of_giving_is_told_on_the_receipt(office: Browser, method: str) -> None:
    a_drive()
    one(office, method=method, email="", thing="20 shares of Acme Corp." if method == "stock" else "")
    told = db.session.scalars(select(Receipt)).one().snapshot
    assert told["method"].split()[0].lower() == method
    assert count(Mail) == 0


def test_a_thing_is_described_and_never_valued(office: Browser) -> None:
    drive = a_drive()
    assert "Describe the gift" in one(office, method="in_kind", amount="").html
    page = one(office, method="in_kind", amount="", thing="a sewing machine")
    assert page.status == 200
    receipt = db.session.scalars(select(Receipt)).one()
    assert receipt.snapshot["paid_cents"] == receipt.snapshot["deductible_cents"] == 0
    assert "You gave: a sewing machine." in receipt.snapshot["sentences"]
    shown = office.get(f"/give/receipt/{receipt.token}")
    assert "$" not in shown.main
    assert queries.figures(drive) == queries.Figures(0, 1, 1)
    assert "a sewing machine" in office.get("/give/winter").html
    assert count(LedgerEntry) == 0


def test_shares_are_described_on_the_receipt_and_never_valued(office: Browser) -> None:
    drive = a_drive()
    asked = one(office, method="stock", amount="1,234.50")
    assert asked.status == 422
    assert "Describe the gift" in asked.html
    assert 'value="1,234.50"' in asked.html
    page = one(office, method="stock", amount="1,234.50", thing="20 shares of Acme Corp.")
    assert "20 shares of Acme Corp." in page.main
    receipt = db.session.scalars(select(Receipt)).one()
    assert "You gave: 20 shares of Acme Corp.." not in receipt.snapshot["sentences"]
    assert "20 shares of Acme Corp." in office.get(f"/give/receipt/{receipt.token}").main
    mail = db.session.scalars(select(Mail)).one()
    for told in (str(receipt.snapshot), office.get(f"/give/receipt/{receipt.token}").main, mail.text):
        assert "1,234" not in told
        assert "$" not in told
    assert "an amount like yours" not in mail.text.lower()
    assert "amount like yours" not in page.main.lower()
    assert queries.figures(drive).raised_cents == 1_234_50
    assert "Acme" not in office.get("/give/winter").html


def test_a_list_of_checks_can_not_be_a_list_of_shares(office: Browser) -> None:
    a_drive()
    assert look(office, method="stock").status == 422
    assert count(Gift) == 0


def test_the_mail_of_a_thing_has_no_sum(office: Browser) -> None:
    a_drive()
    one(office, method="in_kind", amount="", thing="a sewing machine")
    mail = db.session.scalars(select(Mail)).one()
    assert "You gave: a sewing machine." in mail.text
    assert "Total" not in mail.text
    assert "$" not in mail.text


def test_a_check_for_a_fund_is_booked_there_and_counts_for_the_drive(office: Browser) -> None:
    drive = a_drive(funds=("Coats", "Fares"))
    fund = drive.funds[1]
    assert one(office, drive=f"{drive.id}:{fund.id}").status == 200
    assert db.session.scalars(select(LedgerEntry.credit)).one() == drive.account(fund.id)
    assert db.session.scalars(select(Gift.fund_id)).one() == fund.id
    assert queries.figures(drive).raised_cents == 75_00
    assert b"Fares" in office.post("/office/giving/gifts.csv").body


WRONG = [
    ({"amount": ""}, "an amount"),
    ({"amount": "0"}, "Enter the amount received."),
    ({"amount": "-5"}, "an amount"),
    ({"name": ""}, "Enter the giver’s name."),
    ({"received_on": str(TODAY.date() + timedelta(days=1))}, "in the future"),
    ({"received_on": "0026-11-20"}, "Choose a date between 2000 and 2199."),
    ({"received_on": "9999-12-31"}, "Choose a date between 2000 and 2199."),
    ({"method": "in_kind", "thing": "a sewing machine"}, "Leave the amount empty."),
    ({"thing": "a sewing machine"}, "This is for in-kind gifts and stock."),
    ({"card_name": "Mia"}, "Choose “In honor of” or “In memory of”,"),
    ({"drive": "99"}, ""),
    ({"drive": "1:99"}, ""),
    ({"method": "card"}, ""),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG)
def test_a_gift_that_can_not_be_entered_says_why_and_keeps_what_was_typed(
    office: Browser, wrong: dict[str, str], words: str
) -> None:
    a_drive()
    page = one(office, **wrong)
    assert page.status == 422
    assert words in page.html
    assert 'value="halina@example.test"' in page.html
    assert count(Gift) == 0


def test_a_batch_whose_sum_was_counted_is_entered_whole(office: Browser) -> None:
    drive = a_drive()
    page = many(office)
    assert "3 gifts are on the meter." in page.html
    assert queries.figures(drive) == queries.Figures(75_50, 3, 3)
    numbers = db.session.scalars(select(Receipt.number).order_by(Receipt.number)).all()
    assert numbers == [1, 2, 3]
    release_held()
    assert count(Mail) == 2


BAD_BATCHES = [
    ({"control": "75"}, "The lines add up to $75.50, but you counted $75. Nothing was entered."),
    ({"control": ""}, "Count the checks once"),
    ({"rows": "", "control": "0"}, "Enter one gift per line."),
    ({"rows": "50 Halina", "control": "50"}, "Line 1: “50 Halina” has only one part."),
    ({"rows": "Halina; 50", "control": "50"}, "Line 1: “Halina” is not an amount."),
    ({"rows": "50; Halina; nowhere", "control": "50"}, "Line 1: “nowhere” is missing the @"),
    ({"rows": "0; Halina\n50; Bea", "control": "50"}, "Line 1: The amount is zero."),
    ({"rows": "1; A\n" * 101, "control": "101"}, "Enter up to 100 at once. This list has 101;"),
    ({"received_on": "0026-11-20"}, "Choose a date between 2000 and 2199."),
    ({"received_on": "9999-12-31"}, "Choose a date between 2000 and 2199."),
    ({"received_on": str(TODAY.date() + timedelta(days=1))}, "in the future"),
]


@pytest.mark.parametrize(("wrong", "words"), BAD_BATCHES)
def test_a_batch_that_is_not_right_enters_nothing_and_keeps_every_line(
    office: Browser, wrong: dict[str, str], words: str
) -> None:
    a_drive()
    page = look(office, **wrong)
    assert page.status == 422
    assert words in page.text
    kept = page.soup.select_one("textarea[name=rows]")
    assert kept is not None
    assert kept.get_text().strip() == wrong.get("rows", ROWS).strip()
    assert count(Gift) == count(Receipt) == count(LedgerEntry) == 0
    assert db.session.scalars(select(ReceiptBook.last_number)).one() == 0


def test_the_same_list_is_never_entered_twice_not_even_by_a_new_form(office: Browser) -> None:
    drive = a_drive()
    many(office)
    page = many(office)
    assert "3 of them were there already." in page.html
    assert queries.figures(drive) == queries.Figures(75_50, 3, 3)
    assert count(Receipt) == 3


def test_a_list_that_broke_off_goes_on_where_it_stopped(
    office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive, real = a_drive(), batches.record_batch_gift

    def dies(*args: Any, **more: Any) -> bool:
        if args[2] == 2:
            raise RuntimeError("the light went out")
        return real(*args, **more)

    monkeypatch.setattr(batches, "record_batch_gift", dies)
    many(office)
    assert count(Gift) == 2
    monkeypatch.setattr(batches, "record_batch_gift", real)
    assert "2 of them were there already." in many(office).html
    assert queries.figures(drive) == queries.Figures(75_50, 3, 3)
    assert db.session.scalars(select(Receipt.number).order_by(Receipt.number)).all() == [1, 2, 3]


def test_the_same_name_and_amount_twice_in_a_list_are_two_gifts(office: Browser) -> None:
    drive = a_drive()
    many(office, rows="10; Halina Wolska\n10; Halina Wolska", control="20")
    assert queries.figures(drive) == queries.Figures(20_00, 1, 2)


def test_a_hundred_checks_hold_no_transaction_for_long(office: Browser) -> None:
    drive = a_drive()
    rows = "\n".join(f"10; Giver {n}; giver{n}@example.test" for n in range(100))
    assert many(office, rows=rows, control="1000").status == 200
    assert queries.figures(drive) == queries.Figures(1_000_00, 100, 100)
