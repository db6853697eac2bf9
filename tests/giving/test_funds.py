"""Sums by fund, and what cards really cost."""

import csv
import io

import pytest
from flask import Flask

from chapter.giving import card_fees, fee_coverage, fund_totals, queries
from chapter.giving.fund_totals import NO_FUND, Totals
from chapter.giving.models import Drive
from chapter.giving.rules import drives
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import RUNGS, VALUES, a_drive, a_gift, paid_by_card, some_back


@pytest.fixture
def drive(app: Flask) -> Drive:
    """$80 by check for boots, $51.44 by card for coats, of which $10 went back; a thing for no fund."""
    found = a_drive(funds=("Coats", "Boots"))
    a_gift(found, 80_00, fund_id=found.funds[1].id)
    some_back(paid_by_card(found, fee=1_43, fund_id=found.funds[0].id), 10_00)
    return found


@pytest.fixture
def office(client: Browser, drive: Drive) -> Browser:
    """The treasurer, signed in."""
    factories.sign_in(client, "treasurer")
    return client


def test_each_fund_has_its_sums_and_they_come_to_what_the_drive_raised(drive: Drive) -> None:
    found = fund_totals.totals_by_fund([drive])
    assert {row.name: row.sums for row in found} == {
        "Coats": Totals(1, 51_44, 1_44, 10_00, 1_43),
        "Boots": Totals(1, 80_00),
    }
    whole = fund_totals.totals_by_currency(found)["usd"]
    assert (whole.retained_cents, whole.after_fees_cents) == (121_44, 120_01)
    assert whole.retained_cents == queries.figures(drive).raised_cents


def test_what_came_for_no_fund_stands_last_and_an_ended_fund_keeps_its_sum(drive: Drive) -> None:
    a_gift(drive, 5_00)
    with factories.a_writing():
        drives.change_drive(drive, VALUES, RUNGS, ("Boots",), by=GUEST, now=TODAY)
    found = fund_totals.totals_by_fund([drive])
    assert [row.name for row in found] == ["Coats", "Boots", NO_FUND]
    assert found[-1].sums == Totals(1, 5_00)


def test_the_drives_page_shows_the_sums(office: Browser) -> None:
    page = office.get("/office/giving/drives/winter")
    told = [row.get_text(" ", strip=True) for row in page.soup.select(".table-fold tbody tr")]
    assert told == [
        "Coats 1 $51.44 −$10 $41.44 −$1.43 $40.01",
        "Boots 1 $80 $0 $80 $0 $80",
        "Total 2 $131.44 −$10 $121.44 −$1.43 $120.01",
    ]


def test_the_report_takes_any_days_and_is_the_same_as_a_file(office: Browser) -> None:
    page = office.get("/office/giving/funds")
    assert "$121.44" in page.main
    assert office.get("/office/giving/funds?from=2025-01-01&to=2025-12-31").main.count("Nothing received")
    assert office.get("/office/giving/funds?from=tomorrow&to=99999-1-1").status == 200
    text = office.get("/office/giving/funds.csv?from=2026-11-23&to=2026-11-23").body.decode()
    *rows, last = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["Fund"], row["Kept"], row["After fees"]) for row in rows] == [
        ("Coats", "41.44", "40.01"), ("Boots", "80.00", "80.00"),
    ]  # fmt: skip
    assert (last["Drive"], last["Kept"], last["After fees"]) == ("Total", "121.44", "120.01")


def test_days_in_the_wrong_order_are_read_in_the_right_one(office: Browser) -> None:
    assert "$121.44" in office.get("/office/giving/funds?from=2026-11-30&to=2026-11-01").main


@pytest.mark.parametrize(("paid", "fee"), [(51_44, 1_43), (100_00, 2_50), (0, 30), (25, 31)])
def test_what_a_fee_takes(paid: int, fee: int) -> None:
    assert fee_coverage.fee_of(paid, rate=220, fixed_cents=30) == fee


def test_a_fee_as_the_setting_says_is_no_news(office: Browser) -> None:
    page = office.get("/office/giving/drives/winter")
    assert "than your setting says" not in page.main
    assert "kept of 1 card payment (2.8%) matches your setting" in page.main


@pytest.mark.parametrize(
    ("fee", "words"), [(1_93, "Cards cost more than your setting says."), (98, "Cards cost less than")]
)
def test_a_fee_that_differs_from_the_setting_is_said(office: Browser, fee: int, words: str) -> None:
    spring = a_drive(slug="spring", title="Spring")
    for _ in range(3):
        paid_by_card(spring, fee=fee)
    page = office.get("/office/giving/drives/spring")
    assert words in page.main
    assert "Of $154.32 in 3 card payments" in page.main
    assert "At your setting of 2.2% and $0.30 it would be $4.29" in page.main
    assert "than your setting says" not in office.get("/office/giving/drives/winter").main


def test_without_a_known_fee_nothing_is_said_of_it(app: Flask) -> None:
    drive = a_drive()
    paid_by_card(drive)
    a_gift(drive)
    assert card_fees.card_fees_of_drive(drive) is None
