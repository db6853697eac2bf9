"""A gift of $50 with the fee covered, of which $10 went back: every page and file says so, and adds up."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from chapter import db
from chapter.documents import pdf
from chapter.givers import year_end_statements
from chapter.giving import fund_totals, gift_amounts, gift_export, gift_list, queries
from chapter.giving.models import Drive, Gift
from chapter.mail.models import Mail
from chapter.payments.models.receipts import Receipt
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.giving.drives import a_drive, a_gift, paid_by_card, some_back
from tests.privacy.test_my_data import ask, link_to

CENTS = st.integers(5_00, 9_999_99)


@pytest.fixture
def gift(app: Flask) -> Gift:
    """It."""
    found = paid_by_card(a_drive(funds=("Coats", "Boots")))
    some_back(found, 10_00)
    return found


@pytest.fixture
def office(client: Browser, gift: Gift) -> Browser:
    """The treasurer, signed in."""
    factories.sign_in(client, "treasurer")
    return client


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def the_receipt() -> Receipt:
    """The one that stands."""
    return db.session.scalars(select(Receipt).where(Receipt.voided_at.is_(None))).one()


def giver() -> Person:
    return db.session.scalars(select(Person).where(Person.name == "Ana Lopez")).one()


def test_the_export_has_a_column_for_it(office: Browser) -> None:
    row = rows(office.post("/office/giving/gifts.csv").body.decode())[0]
    names = ("Gift", "Fee covered", "Paid", "Refunded", "Disputed", "Kept", "Receipt")
    assert [row[name] for name in names] == ["50.00", "1.44", "51.44", "10.00", "0.00", "41.44", "2"]


def test_the_list_says_it_in_the_row_and_in_all(office: Browser) -> None:
    page = office.get("/office/giving/gifts")
    assert "1 gift: $51.44 paid, with fees covered, $10 refunded, $41.44 kept" in page.main
    assert "$10 refunded" in page.all("tbody td")
    assert "Partly refunded" in page.main
    assert "Ana Lopez" in office.get("/office/giving/gifts?state=returned").main
    assert "Ana Lopez" not in office.get("/office/giving/gifts?state=disputed").main


def test_the_page_of_the_gift_adds_up(office: Browser, gift: Gift) -> None:
    page = office.get(f"/office/giving/gifts/{gift.public_id}")
    facts = dict(zip(page.all("dt"), page.all("dd"), strict=True))
    told = [facts[name] for name in ("Gift", "Fee covered", "Refunded", "Kept", "Fund")]
    assert told == ["$50", "$1.44", "−$10", "$41.44", "Coats"]


def test_the_receipt_has_a_line_for_it_on_its_page_in_its_file_and_in_the_mail(
    client: Browser, gift: Gift, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {"Gift: Winter coats": "$50", "Card fee you covered": "$1.44"}
    whole = {**lines, "Returned to you": "−$10", "Total": "$41.44"}
    page = client.get(f"/give/receipt/{the_receipt().token}")
    assert dict(zip(page.all(".receipt th"), page.all(".receipt td"), strict=True)) == whole
    mail = db.session.scalars(select(Mail).order_by(Mail.id.desc())).first()
    assert mail is not None
    assert "$10 of your payment was returned to you" in mail.text
    for label, amount in whole.items():
        assert f"{label}: {amount}" in mail.text
    sheets: list[Any] = []
    real = pdf.render_pdf

    def made(name: str, data: Any) -> bytes:
        sheets.append(data)
        return real(name, data)

    monkeypatch.setattr(pdf, "render_pdf", made)
    assert client.get(f"/give/receipt/{the_receipt().token}.pdf").body.startswith(b"%PDF")
    assert {**dict(sheets[0]["lines"]), "Total": sheets[0]["total"]} == whole


def test_her_statement_has_a_line_for_it(client: Browser, gift: Gift) -> None:
    found = year_end_statements.statement_of(giver(), TODAY.year)
    assert found.rows == [
        ("November 23, 2026: receipt 2, online", "$51.44"), ("Returned to you, of receipt 2", "−$10"),
    ]  # fmt: skip
    assert found.total == "$41.44"
    assert "−$10" in client.get(f"/give/statement/{TODAY.year}/{found.token}").main


def test_the_page_of_the_giver_says_it(office: Browser) -> None:
    page = office.get(f"/office/giving/givers/{giver().public_id}")
    assert "$41.44 of $51.44, $10 refunded in 1 gift, including fees covered." in page.main
    assert "$10 refunded" in page.all("tbody td")


def test_a_member_reads_it_among_her_gifts(client: Browser, gift: Gift) -> None:
    account = factories.an_account()
    with factories.a_writing():
        db.lock(gift).person_id = account.person_id
    factories.sign_in(client, account=account)
    page = client.get("/me/gifts")
    assert page.all("tbody td")[:2] == ["$51.44", "$10"]


def test_it_stands_in_what_is_kept_of_her(client: Browser, gift: Gift) -> None:
    ask(client, "ana@example.test")
    address = link_to("ana@example.test")
    assert "$51.44 for Winter coats, $10 refunded to you" in client.get(address).main
    kept = client.get(f"{address}/everything.json").json["payments"]
    assert [(one["amount_cents"], one["returned_cents"]) for one in kept] == [(51_44, 10_00)]


def test_what_a_bank_disputes_is_neither_returned_nor_kept(office: Browser, gift: Gift) -> None:
    some_back(gift, 41_44, disputed=True)
    row = rows(office.post("/office/giving/gifts.csv?state=disputed").body.decode())[0]
    assert [row[name] for name in ("Paid", "Refunded", "Disputed", "Kept")] == [
        "51.44", "10.00", "41.44", "0.00",
    ]  # fmt: skip
    assert "Disputed" in office.get("/office/giving/gifts").main


def test_a_gift_that_went_back_whole_is_no_gift_on_its_givers_page(office: Browser, gift: Gift) -> None:
    some_back(gift, 41_44)
    page = office.get(f"/office/giving/givers/{giver().public_id}")
    assert "$0 of $51.44, $51.44 refunded in 0 gifts" in page.main
    assert the_receipt().total == "$0"


def a_life(drive: Drive, told: list[tuple[int, bool, int, bool]]) -> None:
    """Gifts, each with its amount, whether the fee is covered, what went back, and whether in dispute."""
    for number, (cents, cover, back, disputed) in enumerate(told):
        fund = drive.funds[number % 2].id
        gift = paid_by_card(drive, cents, cover=cover, fee=number, name=f"Giver {number}", fund_id=fund)
        if back:
            some_back(gift, min(back, gift.total_cents), disputed=disputed)
    a_gift(drive, 1_00, "Nobody’s fund")


LIFE = st.lists(st.tuples(CENTS, st.booleans(), st.integers(0, 9_999_99), st.booleans()), max_size=5)


@given(told=LIFE)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_list_export_funds_and_meter_come_to_the_same(
    app: Flask, told: list[tuple[int, bool, int, bool]]
) -> None:
    drive = a_drive(slug=db.public_id().lower(), funds=("Coats", "Boots"))
    a_life(drive, told)
    found = gift_list.find_gifts(gift_list.GiftQuery(drive=drive.slug), TODAY)
    exported = _exported(found)
    for row in exported:
        assert row["Gift"] + row["Fee covered"] == row["Paid"]
        went = row["Refunded"] + row["Disputed"]
        assert row["Paid"] - went == row["Kept"]
    raised = queries.figures(drive).raised_cents
    by_fund = fund_totals.totals_by_fund([drive])
    whole = fund_totals.totals_by_currency(by_fund)["usd"]
    assert sum(int(row["Kept"] * 100) for row in exported) == raised
    assert gift_amounts.total_amounts(found)[0].retained_cents == raised
    assert sum(row.sums.retained_cents for row in by_fund) == whole.retained_cents == raised
    assert whole.received_cents - whole.returned_cents - whole.fees_cents == whole.after_fees_cents


def _exported(found: Any) -> list[dict[str, Any]]:
    table = gift_export.gift_table(found, factories.the_chapter().zone_info)
    return [{one.name: one.value(row) for one in table.columns} for row in table.rows]
