"""Reading a list of gifts that was typed, or copied out of a spreadsheet.

Each line is one gift: amount, name, email, separated by semicolons, tabs or commas, with quotes around what
contains a comma. A first line that names the columns may put them in another order.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wtforms import ValidationError

from chapter import money
from chapter.forms.fields import MARKUP, WEB_ADDRESS, normalize_email, one_line

AMOUNT, NAME, EMAIL = "amount", "name", "email"
DEFAULT_COLUMNS: tuple[str, ...] = (AMOUNT, NAME, EMAIL)
COLUMN_NAMES = {
    "amount": AMOUNT, "gift": AMOUNT, "sum": AMOUNT,
    "name": NAME, "from": NAME, "giver": NAME, "donor": NAME,
    "email": EMAIL, "e-mail": EMAIL, "mail": EMAIL, "email address": EMAIL,
}  # fmt: skip
MOST_LINES, LONGEST_NAME, SHOWN = 100, 200, 40
IN_QUOTES = 'Put an amount with a comma in quotes, such as "1,234.50".'


@dataclass(frozen=True)
class GiftLine:
    """One gift of a list, with the number of its line, counted from 1."""

    number: int
    cents: int
    name: str
    email: str


@dataclass
class ParsedList:
    """The gifts that could be read, and the error of each line that could not."""

    lines: list[GiftLine] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def parse_list(text: str, currency: str) -> ParsedList:
    """Parse ``text`` into gifts, with the errors of all its lines at once."""
    found, columns = ParsedList(), DEFAULT_COLUMNS
    for number, (place, typed) in enumerate(_numbered_lines(text)):
        try:
            cells = _cells(typed)
            if not number and _columns_named_by(cells):
                columns = _columns_named_by(cells)
                continue
            found.lines.append(_line(place, cells, columns, currency))
        except ValidationError as wrong:
            found.errors.append(f"Line {place}: {wrong}")
    if not found.lines and not found.errors:
        found.errors.append("Enter one gift per line.")
    if len(found.lines) > MOST_LINES:
        found.errors.insert(
            0, f"Enter up to {MOST_LINES} at once. This list has {len(found.lines):,}; enter the rest later."
        )
    return found


def _numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """(number, line) of each line that is not empty."""
    for number, typed in enumerate(text.splitlines(), 1):
        if typed.strip(" \t;,"):
            yield number, typed


def _cells(typed: str) -> list[str]:
    parted = next((mark for mark in "\t;" if mark in typed), ",")
    try:
        cells = next(csv.reader([typed], delimiter=parted, skipinitialspace=True, strict=True))
    except csv.Error:
        raise ValidationError(f"“{_short(typed)}” has a quotation mark too many or too few.") from None
    cells = [one_line(cell) for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _columns_named_by(cells: Sequence[str]) -> tuple[str, ...]:
    """The order of the columns, when these cells are their names; else empty."""
    named = tuple(COLUMN_NAMES.get(cell.lower(), "") for cell in cells)
    whole = {AMOUNT, NAME} <= set(named) and all(named) and len(set(named)) == len(named)
    return named if whole else ()


def _line(number: int, cells: list[str], columns: tuple[str, ...], currency: str) -> GiftLine:
    if len(cells) == 1:
        raise ValidationError(
            f"“{_short(cells[0])}” has only one part. Put a semicolon, tab or comma between the amount, name "
            "and email."
        )
    if len(cells) > len(columns):
        raise ValidationError(
            f"It has {len(cells)} parts, but a gift has {len(columns)}: {', '.join(columns)}. {IN_QUOTES}"
        )
    said = dict(zip(columns, cells, strict=False))
    return GiftLine(
        number, _cents(said.get(AMOUNT, ""), currency), _name(said.get(NAME, "")), _email(said.get(EMAIL, ""))
    )


def _cents(typed: str, currency: str) -> int:
    try:
        cents = money.parse(typed, currency)
    except ValueError:
        raise ValidationError(
            f"“{_short(typed)}” is not an amount. Enter it as 40, 12.50 or $1,234.50."
        ) from None
    if not 0 < cents < 2_000_000_000:
        raise ValidationError("The amount is zero." if not cents else "The amount is too large.")
    return cents


def _name(typed: str) -> str:
    if not typed:
        raise ValidationError("Enter the giver’s name.")
    if len(typed) > LONGEST_NAME:
        raise ValidationError(f"The name is longer than {LONGEST_NAME} characters.")
    if WEB_ADDRESS.search(typed):
        raise ValidationError(f"“{_short(typed)}” looks like a web address, not a name.")
    if MARKUP & set(typed):
        raise ValidationError(f"“{_short(typed)}” contains < or >, which names can’t have.")
    return typed


def _email(typed: str) -> str:
    return normalize_email(typed) if typed else ""


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
