"""Tables as CSV files (RFC 4180): they open in any spreadsheet, and nothing in them runs there."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | float | Decimal | date | None
"""What a table may hold. A datetime has no zone: it is written as it is, to the minute."""

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"
"""Byte order mark: without it, Excel reads UTF-8 in the machine's own encoding."""

FORMULA = re.compile(r"\A(?=[=+\-@＝＋－＠\t\r\n])|(?<=[;|\t\r\n])(?=[=+\-@＝＋－＠])|(?<=[;|])(?=\t)")
"""Where a cell would begin, whichever of these separators a spreadsheet uses, and a formula with it."""

PHONE = re.compile(r"\+[1-9][0-9 ().\-]{5,20}[0-9](?: ext\. [0-9]{1,7}|;ext=[0-9]{1,7})?")
"""A phone number: its plus is no formula, since what follows holds nothing to compute but digits."""

PARTS_CELLS_ELSEWHERE = re.compile(r"[;|\t]")
AT_ONCE = 200


def rows_as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The CSV file, piece by piece, so that a long table is never whole in memory.

    Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection), also
    after a separator that spreadsheets use elsewhere: ``Ann;=1+1``. Numbers stay numbers.
    """
    yield BYTE_ORDER_MARK + _lines([head])
    waiting: list[Sequence[Cell]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            yield _lines(waiting)
            waiting = []
    if waiting:
        yield _lines(waiting)


def without_formula(value: Cell) -> Cell:
    """``value`` with an apostrophe wherever a spreadsheet would read a formula; all but text unchanged."""
    return FORMULA.sub("'", value) if isinstance(value, str) and not PHONE.fullmatch(value) else value


def _written(value: Cell) -> Cell:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    return "" if value is None else without_formula(value)


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    file = io.StringIO(newline="")
    plain, quoted = csv.writer(file), csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        parted = any(isinstance(value, str) and PARTS_CELLS_ELSEWHERE.search(value) for value in row)
        (quoted if parted else plain).writerow([_written(value) for value in row])
    return file.getvalue()
