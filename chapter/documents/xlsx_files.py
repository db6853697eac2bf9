"""Tables as spreadsheet files (Office Open XML, ECMA-376): days, times and numbers are what they are, and
text is text, whatever it begins with."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from xlsxwriter import Workbook

from chapter.documents.csv_files import Cell, without_formula

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576
"""Of one sheet, its head included: what Excel opens. What is longer goes on in a further sheet."""

PLAINLY = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_xlsx(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write the table into ``file``: each row is on disk before the next is read."""
    with closing(Workbook(file, PLAINLY)) as book:
        formats, left = _Formats(book), iter(rows)
        full = True
        while full:
            many = _write_sheet(book, formats, head, islice(left, MOST_ROWS - 1))
            full = many == MOST_ROWS - 1


class _Formats:
    """The formats of a workbook, each made once: it keeps every one that it made."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[str, Any]()

    def called(self, key: str, **properties: Any) -> Any:
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def of(self, value: Cell) -> Any:
        """How ``value`` is shown. Text that a formula could be made of is marked as text, as by an apostrophe
        that was typed: it stays so when somebody edits the cell."""
        if isinstance(value, date):
            shown = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
            return self.called(shown, num_format=shown)
        if isinstance(value, Decimal):
            shown = f"{0:.{max(0, -int(value.as_tuple().exponent))}f}"
            return self.called(shown, num_format=shown)
        return self.called("text", quote_prefix=True) if without_formula(value) != value else None


def _write_sheet(book: Any, formats: _Formats, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    sheet, many = book.add_worksheet(), 0
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(head):
        sheet.write_string(0, place, name, formats.called("head", bold=True))
    for many, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write_cell(sheet, many, place, value, formats.of(value))
    return many


def _write_cell(sheet: Any, line: int, place: int, value: Cell, shown: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(line, place, value, shown)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, shown)
    else:
        sheet.write_number(line, place, value, shown)
