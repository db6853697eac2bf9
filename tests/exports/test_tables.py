"""A table of an export: the same columns in every format, for whoever may see them; never whole in memory."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryFile
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from chapter import db
from chapter.events.circles import needs_readers
from chapter.events.models import Event
from chapter.exports import tables
from chapter.exports.tables import FORMATS, Column, Table
from chapter.giving import gift_export, gift_list
from chapter.giving.models import Gift
from chapter.hours import reports, valuation
from chapter.hours.models.hours import Hours
from chapter.payments import ledger_export
from chapter.payments.models.ledger import LedgerEntry
from chapter.web.access import Circle
from tests import factories
from tests.browser import Browser, Page
from tests.documents import xlsx_reader
from tests.factories import TODAY, a_booking, a_person, an_event
from tests.giving.drives import a_drive, a_gift
from tests.hours.test_hours import logs
from tests.shifts.shifts import an_opportunity

EVIL = "=HYPERLINK(1)"
door_staff = Circle("door staff", lambda viewer: "door" in viewer.roles)


@dataclass(frozen=True)
class Guest:
    """A row: what a greeter reads, and what the kitchen alone reads."""

    name: str
    needs: str


COLUMNS: tuple[Column[Guest], ...] = (
    Column("Name", lambda guest: guest.name),
    Column("Needs", lambda guest: guest.needs, door_staff),
)


def read(table: Table[Any], ending: str) -> list[list[str]]:
    """The cells of the file that the table makes, head first."""
    with TemporaryFile() as file:
        table.write(file, ending)
        file.seek(0)
        return cells(file.read(), ending)


def cells(data: bytes, ending: str) -> list[list[str]]:
    if ending == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return [xlsx_reader.texts(row) for row in xlsx_reader.rows(data)]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_column_is_there_for_those_who_may_see_it_and_for_nobody_else(ending: str) -> None:
    guests = Table(COLUMNS, [Guest("Ana", "A chair near the door")])
    greeter, other = SimpleNamespace(roles={"door"}), SimpleNamespace(roles={"comms"})
    assert read(guests.seen_by(greeter), ending) == [["Name", "Needs"], ["Ana", "A chair near the door"]]
    assert read(guests.seen_by(other), ending) == [["Name"], ["Ana"]]


def test_needs_of_guests_stand_in_no_file_of_somebody_without_a_second_factor() -> None:
    assert needs_readers.includes(SimpleNamespace(secured=True))
    assert not needs_readers.includes(SimpleNamespace(secured=False))


@pytest.mark.parametrize("ending", FORMATS)
def test_of_a_hundred_thousand_rows_few_are_alive_at_once(ending: str) -> None:
    alive = most = 0

    class Row:
        def __init__(self, name: str) -> None:
            nonlocal alive, most
            self.name, alive = name, alive + 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    column: Column[Row] = Column("Name", lambda row: row.name)
    with TemporaryFile() as file:
        rows = Table([column], (Row(f"Person {number}") for number in range(100_000))).write(file, ending)
        size = file.tell() or file.seek(0, 2)
    assert rows == 100_000
    assert size > 100_000
    assert most <= 2


def of_gifts() -> Table[Any]:
    return gift_export.gift_table(
        gift_list.find_gifts(gift_list.GiftQuery(), TODAY), factories.the_chapter().zone_info
    )


def of_the_ledger() -> Table[Any]:
    day = timedelta(days=1)
    return ledger_export.ledger_table(TODAY - day, TODAY + day, factories.the_chapter().zone_info)


def of_hours() -> Table[Any]:
    return reports.hours_table(valuation.quarter_of(TODAY.date()), "usd")


def seven_gifts() -> None:
    drive = a_drive()
    for number in range(7):
        a_gift(drive, 10_00 + number)


def seven_hours() -> None:
    vera, lead, whole = a_person(), a_person(), an_opportunity(title="Soup")
    for number in range(7):
        logs(vera, whole, 60, by=lead, on=(TODAY - timedelta(days=number + 1)).date())


@pytest.mark.every_case
@pytest.mark.parametrize(
    ("given", "table", "model"),
    [
        (seven_gifts, of_gifts, Gift),
        (seven_gifts, of_the_ledger, LedgerEntry),
        (seven_hours, of_hours, Hours),
    ],
)
@pytest.mark.usefixtures("app")
def test_records_are_fetched_a_batch_at_a_time(
    given: Callable[[], None], table: Callable[[], Table[Any]], model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given()
    db.session.expunge_all()
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    loaded, ahead, lines = 0, 0, 0

    def count(*_: Any) -> None:
        nonlocal loaded
        loaded += 1

    event.listen(model, "load", count)
    try:
        for lines, _ in enumerate(table().rows, 1):
            ahead = max(ahead, loaded - lines)
    finally:
        event.remove(model, "load", count)
    assert loaded == 7
    assert lines >= 7
    assert ahead < 2, "no more were fetched than the batch that is being written"


@pytest.fixture
def full_evening(app: Flask) -> Event:
    """An event with a guest whose name is a formula, and her needs."""
    found = an_event("The Long Table", seats=9)
    a_booking(found, name=EVIL, dietary="+1", of=2)
    a_booking(found, name="Bea", access_needs="A chair")
    return found


def download(client: Browser, address: str, ending: str) -> Page:
    return client.get(address).form(address).fill(format=ending).press()


def test_the_same_columns_and_rows_come_as_csv_and_for_excel(client: Browser, full_evening: Event) -> None:
    factories.sign_in(client, "events")
    address = f"/office/events/{full_evening.slug}/bookings.csv"
    assert client.get(address).main.count("Download") == 3, "its title, and a button for each format"
    by_csv, by_excel = (download(client, address, ending) for ending in FORMATS)
    assert by_excel.headers["Content-Type"] == FORMATS["xlsx"].content_type
    assert by_excel.headers["Content-Disposition"].endswith('-bookings.xlsx"')
    head, *rows = cells(by_csv.body, "csv")
    assert ("Dietary needs" in head, "Access needs" in head, len(rows)) == (True, True, 2)
    excel = xlsx_reader.rows(by_excel.body)
    assert xlsx_reader.texts(excel[0]) == head
    assert {row[0] for row in rows} == {f"'{EVIL}", "Bea"}
    named = {cell.text: cell for row in excel[1:] for cell in [row[0]] if cell}
    assert set(named) == {EVIL, "Bea"}
    assert (named[EVIL].formula, named[EVIL].number, named[EVIL].quoted) == (False, None, True)
    booked = excel[1][head.index("Booked")]
    assert booked
    assert f"{booked.moment:%Y-%m-%d %H:%M}" == rows[0][head.index("Booked")]


def test_a_list_is_taken_for_excel_by_one_press_of_its_own(client: Browser, full_evening: Event) -> None:
    factories.sign_in(client, "events")
    page = client.get(f"/office/events/{full_evening.slug}")
    presses = page.soup.find_all("form")
    addresses = [str(tag["action"]) for tag in presses if "bookings.csv" in str(tag.get("action"))]
    file = client.post(addresses[-1], format="xlsx")
    assert len(addresses) == 2
    assert len(xlsx_reader.rows(file.body)) == 3
