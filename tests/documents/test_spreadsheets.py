"""A table for Excel holds days as days and numbers as numbers, and no text in it is ever computed."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest

from chapter.documents import xlsx_files
from chapter.documents.csv_files import Cell
from tests.documents import xlsx_reader
from tests.documents.test_tables import EVIL
from tests.documents.xlsx_reader import StoredCell


def file_of(*rows: list[Cell]) -> bytes:
    file = io.BytesIO()
    xlsx_files.write_xlsx(file, ["Name", "Note"], rows)
    return file.getvalue()


def first_row(*cells: Cell) -> list[StoredCell | None]:
    return xlsx_reader.rows(file_of(list(cells)))[1]


@pytest.mark.parametrize("text", EVIL)
def test_text_that_looks_like_a_formula_is_text_and_stays_so(text: str) -> None:
    (cell,) = first_row(text)
    assert cell
    assert (cell.formula, cell.number) == (False, None)
    assert cell.quoted is ("," not in text), "what a comma parts is quoted in a CSV, and nothing here"


def test_a_phone_and_a_name_are_plain_text() -> None:
    for cell in first_row("+1 312 555 0100", "Zoë 夜", "https://example.test"):
        assert cell
        assert (cell.formula, cell.number, cell.quoted) == (False, None, False)


def test_days_times_amounts_and_counts_are_typed() -> None:
    clock = datetime(2026, 12, 1, 18, 30)  # noqa: DTZ001 - as the clock of a place shows it
    day, moment, amount, coins, empty, blank, count = first_row(
        date(2026, 11, 30), clock, Decimal("-50.10"), Decimal(75), None, "", 3
    )
    assert day
    assert moment
    assert (day.moment.date(), day.shown) == (date(2026, 11, 30), "yyyy-mm-dd")
    assert (f"{moment.moment:%Y-%m-%d %H:%M}", moment.shown) == ("2026-12-01 18:30", "yyyy-mm-dd hh:mm")
    assert amount
    assert coins
    assert count
    assert (amount.number, amount.shown) == (-50.1, "0.00")
    assert (coins.number, coins.shown, count.number) == (75, "1", 3)
    assert empty is blank is None


def test_what_is_longer_than_a_sheet_goes_on_in_the_next_under_the_same_head(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx_files, "MOST_ROWS", 4)
    rows: list[list[Cell]] = [[f"Person {number}", number] for number in range(8)]
    found = xlsx_reader.sheets(file_of(*rows))
    assert [len(sheet) for sheet in found] == [4, 4, 3]
    assert {tuple(xlsx_reader.texts(sheet[0])) for sheet in found} == {("Name", "Note")}
    named = [xlsx_reader.texts(row)[0] for sheet in found for row in sheet[1:]]
    assert named == [f"Person {number}" for number in range(8)]


def test_no_row_is_held_once_it_is_written() -> None:
    """Of a hundred thousand rows, one is alive at a time."""
    alive = most = 0

    class Row(list[Cell]):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def rows() -> Iterator[list[Cell]]:
        nonlocal alive, most
        for number in range(100_000):
            row = Row([f"Person {number}", number])
            alive += 1
            most = max(most, alive)
            yield row
            del row

    xlsx_files.write_xlsx(io.BytesIO(), ["Name", "Note"], rows())
    assert (alive, most) <= (0, 2)
