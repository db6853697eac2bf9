"""A table opens in any spreadsheet, and nothing in it runs there."""

import csv
import io

import pytest

from chapter.documents import csv_files
from chapter.documents.csv_files import Cell


def file_of(*rows: list[Cell]) -> str:
    return "".join(csv_files.rows_as_csv(["Name", "Note"], rows)).removeprefix(csv_files.BYTE_ORDER_MARK)


def cells(text: str, parted_by: str) -> list[str]:
    """All cells as a spreadsheet reads them that parts them by ``parted_by``."""
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=parted_by) for cell in row]


EVIL = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠a",
    "Ann;=1+1", "Ann\t=1+1", "Ann|=1+1", "Ann\n=1+1", 'Ann";=1+1', 'Ann"\t-1+1', "a;b;@c", "a;\t=1", ";=1",
    "Ann,=1+1", 'Ann",=1+1', "+13125550100;=1+1", "+1|cmd", "+1 312 555-0100 ext. 4;=1",
)  # fmt: skip


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("parted_by", [",", ";", "\t", "|"])
def test_no_cell_begins_a_formula_however_cells_are_parted(text: str, parted_by: str) -> None:
    rows: list[list[Cell]] = [[text, 1], [1, text], ["Ann", text]]
    for row in rows:
        read = cells(file_of(row), parted_by)
        assert [
            cell for cell in read if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
        ] == []


def test_a_name_with_a_semicolon_stands_in_quotes() -> None:
    assert file_of(["Ann;=1+1", 2]).splitlines()[1] == '"Ann;\'=1+1",2'


@pytest.mark.parametrize(
    "phone",
    ["+13125550100", "+1 312-555-0100", "+1 312-555-0100 ext. 4", "+13125550100;ext=4", "+44 20 7946 0958"],
)
def test_a_phone_keeps_its_plus(phone: str) -> None:
    assert cells(file_of(["Ann", phone]), ",")[-1] == phone


@pytest.mark.parametrize("value", [1, -5, 2.5, "Ann", "a - b", "10:30-12", "x@example.test", "a; b", "1 + 1"])
def test_what_is_no_formula_stays_as_it_is(value: Cell) -> None:
    assert cells(file_of(["Ann", value]), ",")[-1] == str(value)
