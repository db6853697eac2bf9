"""What the treasurer takes away: gifts as a table, and a month of the ledger whose two sides are equal."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from chapter import db
from chapter.givers.rules import cards
from chapter.giving.models import Gift
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.rules import ledger
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY, a_person
from tests.giving.drives import a_drive, a_gift
from tests.offline_gifts.test_by_hand import ONE

SIDES = ("Debit", "Credit")
MONTH = f"/office/giving/ledger-{TODAY.year}-{TODAY.month:02}.csv"


def rows(text: str) -> list[dict[str, str]]:
    """The lines of a table, by its head."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def office(client: Browser) -> Browser:
    """The treasurer, signed in; two gifts have come in, of one of which $30 went back."""
    drive = a_drive(funds=("Coats", "Boots"))
    a_gift(drive, 80_00, fund_id=drive.open_funds[1].id)
    a_gift(drive, 20_50, "Dana Cole", email="", anonymous=True)
    with factories.a_writing():
        payment = db.session.get_one(Payment, 1)
        ledger.book_return(payment, ledger.REFUND, "re_1", 30_00, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 0, now=TODAY)
    factories.sign_in(client, "treasurer")
    return client


def sums(told: list[dict[str, str]], *whats: str) -> tuple[Decimal, Decimal]:
    """Debits and credits of the lines of these kinds."""
    chosen = [row for row in told if row["What"] in whats]
    debits, credits = (sum((Decimal(row[side] or 0) for row in chosen), Decimal()) for side in SIDES)
    return debits, credits


def balances(told: list[dict[str, str]], *whats: str) -> dict[str, Decimal]:
    """What lines of these kinds come to, by account."""
    found: dict[str, Decimal] = {}
    for row in told:
        if row["What"] in whats:
            moved = Decimal(row["Debit"] or 0) - Decimal(row["Credit"] or 0)
            found[row["Account number"]] = found.get(row["Account number"], Decimal()) + moved
    return found


def test_a_month_of_the_ledger_balances_by_movement_and_in_all(office: Browser) -> None:
    told = rows(office.post(MONTH).body.decode())
    assert sums(told, "came") == (Decimal("100.50"), Decimal("100.50"))
    assert sums(told, "refund") == (Decimal("30.00"), Decimal("30.00"))
    assert sums(told, "Total") == (Decimal("130.50"), Decimal("130.50"))
    assert sums(told, "Closing balance") == (Decimal("70.50"), Decimal("70.50"))
    assert "Opening balance" not in {row["What"] for row in told}


def test_the_ledger_names_fund_payer_and_the_receipt_that_stood_then(office: Browser) -> None:
    told = [row for row in rows(office.post(MONTH).body.decode()) if row["Account"] == "Winter coats"]
    assert [(row["What"], row["Fund"], row["Payer"], row["Receipt"]) for row in told] == [
        ("came", "Boots", "Halina Wolska", "1"),
        ("came", "", "Dana Cole", "2"),
        ("refund", "Boots", "Halina Wolska", "3"),
        ("Closing balance", "", "", ""),
        ("Closing balance", "Boots", "", ""),
    ]


@pytest.mark.parametrize("month", [(2026, 12), (2027, 1)])
def test_what_an_account_has_at_the_end_of_a_month_opens_the_next(
    office: Browser, month: tuple[int, int]
) -> None:
    before = rows(office.post(MONTH).body.decode())
    after = rows(office.post(f"/office/giving/ledger-{month[0]}-{month[1]:02}.csv").body.decode())
    assert balances(after, "Opening balance") == balances(before, "Closing balance")
    assert balances(after, "Closing balance") == balances(before, "Closing balance")
    assert sums(after, "Opening balance") == (Decimal("70.50"), Decimal("70.50"))


def test_openings_and_movements_come_to_the_closings_account_by_account(office: Browser) -> None:
    with factories.a_writing():
        payment, later = db.session.get_one(Payment, 2), TODAY + timedelta(days=20)
        ledger.book_return(payment, ledger.REFUND, "re_2", 20_50, happened_at=later, now=later)
    told = rows(office.post("/office/giving/ledger-2026-12.csv").body.decode())
    assert sums(told, "Total") == (Decimal("20.50"), Decimal("20.50"))
    assert balances(told, "Opening balance", "refund") == balances(told, "Closing balance")


def test_who_was_erased_stands_in_the_ledger_without_a_name(office: Browser) -> None:
    with factories.a_writing():
        db.session.get_one(Order, 2).payer_name = ""
    told = rows(office.post(MONTH).body.decode())
    assert {row["Payer"] for row in told if row["What"] == "came"} == {"Halina Wolska", "Erased"}


def test_a_month_before_anything_came_has_its_head_alone(office: Browser) -> None:
    assert rows(office.post("/office/giving/ledger-2001-01.csv").body.decode()) == []
    for never in ("2001-13", "1999-01", "2001-00"):
        assert office.post(f"/office/giving/ledger-{never}.csv").status == 404


def test_gifts_are_exported_as_they_are_filtered(office: Browser) -> None:
    every = rows(office.post("/office/giving/gifts.csv").body.decode())
    assert [(row["Giver"], row["Gift"], row["Fund"]) for row in every] == [
        ("Dana Cole", "20.50", ""), ("Halina Wolska", "80.00", "Boots"),
    ]  # fmt: skip
    found = rows(office.post("/office/giving/gifts.csv?q=hal").body.decode())
    assert [row["Giver"] for row in found] == ["Halina Wolska"]
    assert rows(office.post("/office/giving/gifts.csv?drive=nothing").body.decode()) == []


@pytest.mark.parametrize("asked", ["q=%25", "q=_", "state=nonsense", "page=-1", "page=99999999", "drive=%00"])
def test_nonsense_in_an_address_is_no_filter_and_no_error(office: Browser, asked: str) -> None:
    assert office.get(f"/office/giving/gifts?{asked}").status == 200


def test_who_left_no_e_mail_is_a_giver_by_her_name(office: Browser) -> None:
    assert "Dana Cole" in office.get("/office/giving/givers?q=dana").html


def test_a_check_may_be_in_memory_of_somebody_and_her_family_gets_a_card(client: Browser) -> None:
    a_drive()
    factories.sign_in(client, "treasurer")
    told = {**ONE, "tribute": "memory", "tribute_name": "Rosa Diaz", "card_email": "family@example.test"}
    page = client.post("/office/giving/offline", drive="1", **told)
    assert "in memory of Rosa Diaz" in page.html
    with factories.a_writing():
        assert cards.send_cards(now=TODAY) == 1
        assert cards.send_cards(now=TODAY) == 0


def test_a_tribute_without_a_name_is_asked_for_it_and_all_is_kept(client: Browser) -> None:
    a_drive()
    factories.sign_in(client, "treasurer")
    page = client.post("/office/giving/offline", drive="1", **ONE, tribute="honor", card_name="Mia")
    assert page.status == 422
    assert "Enter their name" in page.html
    assert 'value="Mia"' in page.html


def test_a_name_without_e_mail_is_never_taken_for_a_member_of_that_name(office: Browser) -> None:
    member = a_person(name="Dana Cole", email="dana@example.test")
    a_gift(a_drive(slug="spring"), 5_00, "Dana Cole", email="")
    owners = set(db.session.scalars(select(Gift.person_id).where(Gift.name == "Dana Cole")))
    assert len(owners) == 1
    assert member.id not in owners
    assert "$25.50" in office.get("/office/giving/givers?q=dana").html
