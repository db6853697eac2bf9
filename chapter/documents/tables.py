"""Tables as CSV files (RFC 4180): they open in any spreadsheet, and nothing in them runs there."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

CONTENT_TYPE = "text/csv; charset=utf-8"
MARK = "\ufeff"
"""Byte order mark: without it, Excel reads UTF-8 as the alphabet of the machine."""

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AT_ONCE = 200


def rows_as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file, piece by piece, so that a long table is never whole in memory.

    Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection);
    numbers stay numbers.
    """
    yield MARK + _lines([head])
    waiting: list[Sequence[object]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            yield _lines(waiting)
            waiting = []
    if waiting:
        yield _lines(waiting)


def safe(value: object) -> object:
    """``value`` as it may stand in a cell."""
    if isinstance(value, str) and value.startswith(BEGINS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _lines(rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([safe(value) for value in row] for row in rows)
    return file.getvalue()
