"""Reads an XLSX file, as far as ours go, without what wrote it: the cells as they are stored."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

IN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a spreadsheet have no zone


@dataclass(frozen=True)
class StoredCell:
    """A cell: its text or number as stored, how it is shown, and whether it is a formula."""

    text: str
    number: float | None
    shown: str
    formula: bool
    quoted: bool

    @property
    def moment(self) -> datetime:
        """The date or time that the number stands for."""
        assert self.number is not None
        return FIRST_DAY + timedelta(seconds=round(self.number * 86400))


def sheets(data: bytes) -> list[list[list[StoredCell | None]]]:
    """The rows of each sheet, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        styles = _styles(file.read("xl/styles.xml"))
        names = sorted(name for name in file.namelist() if name.startswith("xl/worksheets/"))
        return [list(_rows(file.read(name), styles)) for name in names]


def rows(data: bytes) -> list[list[StoredCell | None]]:
    """The rows of a file with one sheet."""
    (sheet,) = sheets(data)
    return sheet


def texts(row: list[StoredCell | None]) -> list[str]:
    """What stands in the cells of a row."""
    return [cell.text if cell else "" for cell in row]


def _rows(xml: bytes, styles: list[tuple[str, bool]]) -> Iterator[list[StoredCell | None]]:
    for row in _tree(xml).iterfind(f".//{IN}row"):
        cells = {_place(cell.attrib["r"]): _cell(cell, styles) for cell in row.iterfind(f"{IN}c")}
        yield [cells.get(place) for place in range(max(cells, default=-1) + 1)]


def _cell(cell: Element, styles: list[tuple[str, bool]]) -> StoredCell:
    shown, quoted = styles[int(cell.get("s", "0"))]
    formula, text = cell.find(f"{IN}f") is not None, "".join(cell.itertext())
    if cell.get("t") == "inlineStr":
        return StoredCell(text, None, shown, formula, quoted)
    assert cell.get("t") in (None, "n"), cell.attrib
    return StoredCell(text, float(text), shown, formula, quoted)


def _place(name: str) -> int:
    place = 0
    for letter in name.rstrip("0123456789"):
        place = place * 26 + ord(letter) - 64
    return place - 1


def _styles(xml: bytes) -> list[tuple[str, bool]]:
    tree = _tree(xml)
    formats = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in tree.iterfind(f".//{IN}numFmt")}
    return [
        (formats.get(one.attrib["numFmtId"], one.attrib["numFmtId"]), one.get("quotePrefix") == "1")
        for one in tree.iterfind(f".//{IN}cellXfs/{IN}xf")
    ]


def _tree(xml: bytes) -> Element:
    return fromstring(xml)  # noqa: S314 - the program's own file
