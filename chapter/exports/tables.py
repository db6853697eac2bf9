"""A table about people: each column is declared once, with who may see it, for every format."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any, Generic, TypeVar

from sqlalchemy import Select

from chapter import db
from chapter.documents import csv_files, xlsx_files
from chapter.documents.csv_files import Cell
from chapter.web.access import Circle, everyone

Row = TypeVar("Row")
AT_ONCE = 1000
"""How many rows are read from the database at once: a table is never whole in memory."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its head, what it holds of a row, and who may see it among those who may take the file."""

    name: str
    value: Callable[[Row], Cell]
    seen_by: Circle = everyone


@dataclass(frozen=True)
class Table(Generic[Row]):
    """Rows under their columns; the rows are read when the file is made."""

    columns: Sequence[Column[Row]]
    rows: Iterable[Row]

    def seen_by(self, viewer: Any) -> "Table[Row]":
        """The same table with the columns that ``viewer`` may see."""
        return replace(self, columns=[one for one in self.columns if one.seen_by.includes(viewer)])

    def write(self, file: IO[bytes], ending: str) -> int:
        """Write the table into ``file``, in the format with this ending; returns how many rows it has."""
        lines = _CountedLines(self)
        FORMATS[ending].write(file, [one.name for one in self.columns], lines)
        return lines.many


@dataclass(frozen=True)
class TableFormat:
    """A format that a table can have. ``action``: what the button says that makes it."""

    action: str
    content_type: str
    write: Callable[[IO[bytes], Sequence[str], Iterable[Sequence[Cell]]], None]


def _write_csv(file: IO[bytes], head: Sequence[str], lines: Iterable[Sequence[Cell]]) -> None:
    file.writelines(piece.encode() for piece in csv_files.rows_as_csv(head, lines))


def batches(found: Select[Row]) -> Iterator[Sequence[Row]]:
    """The records that ``found`` selects, so many at a time that what belongs to them can be read for each
    batch in one statement."""
    with db.session.scalars(found.execution_options(yield_per=AT_ONCE)) as records:
        yield from records.partitions()


def row_batches(found: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """The same for single columns of records, which cost less than the whole."""
    with db.session.execute(found.execution_options(yield_per=AT_ONCE)) as rows:
        yield from rows.partitions()


FORMATS = {
    "csv": TableFormat("Download CSV", csv_files.CONTENT_TYPE, _write_csv),
    "xlsx": TableFormat("Download Excel", xlsx_files.CONTENT_TYPE, xlsx_files.write_xlsx),
}
"""By the ending of the file's name."""


class _CountedLines:
    """The cells of each row, counted as they are iterated."""

    def __init__(self, table: Table[Any]) -> None:
        self.table, self.many = table, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self.table.rows:
            self.many += 1
            yield [column.value(row) for column in self.table.columns]
