"""Pages of a list.

``by_key`` cuts a query where a row stands, not after a number of rows: a page of a long list costs the same
as the first, and no row is lost or shown twice when others are added meanwhile. ``by_number`` is for what has
a promised address (``/events/?page=2``) or is ranked in memory. Both are shown by ``components/pages.html``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, Select, and_, false, literal, or_
from sqlalchemy.sql import operators

from chapter import db
from chapter.web.navigation import this_page

SIZE = 50
LARGEST_NUMBER = 9_999
LONGEST_KEY = 2_000
Row = TypeVar("Row")
Rows = Select[*tuple[Any, ...]]
"""Any query."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the addresses of the pages before and after; empty at its ends.

    ``number`` counts from 1, by number alone; ``numbers`` are (number, address) of the pages worth a link
    where their count is known, with (0, "") for a gap.
    """

    rows: list[Row]
    back: str = ""
    on: str = ""
    number: int = 1
    numbers: tuple[tuple[int, str], ...] = ()


class NotOrdered(ValueError):
    """A query whose order does not end with the id of what it lists: two rows could stand in one place."""


def by_key(statement: Rows, size: int = SIZE, *, at: str = "") -> Page[Any]:
    """The page of ``statement``, ordered by anything and at last by its id, that ``?after=`` or ``?before=``
    asks for; the first one for a key that is none of this list.

    The rows are records where it selects one thing, else tuples. ``at``: the address of the list with its
    filters, where it is shown by a POST at another. Raises NotOrdered.
    """
    keys = _keys(statement)
    before = _read(request.args.get("before", ""), keys)
    start, backward = before or _read(request.args.get("after", ""), keys), bool(before)
    found = _fetch(statement, keys, start, size, backward=backward)
    if start and (len(found) <= size if backward else not found):
        start, backward = [], False
        found = _fetch(statement, keys, start, size, backward=False)
    shown = found[:size][::-1] if backward else found[:size]
    more = len(found) > size
    has_back, has_on = (more, bool(shown)) if backward else (bool(start), more)
    alone = len(statement.column_descriptions) == 1
    return Page(
        [row[0] if alone else tuple(row)[: -len(keys)] for row in shown],
        _address(at, before=_write(shown[0], keys)) if has_back else "",
        _address(at, after=_write(shown[-1], keys)) if has_on else "",
    )


def by_number(found: Rows | Sequence[Row], size: int = SIZE, *, at: str = "") -> Page[Any]:
    """The page that ``?page=`` asks for, from 1; of a sequence the last one for more. The rows of a query are
    not counted."""
    number, numbers = _number_asked(), tuple[tuple[int, str], ...]()
    if isinstance(found, Select):
        rows = list(db.session.scalars(found.offset((number - 1) * size).limit(size + 1)))
        on = len(rows) > size
    else:
        last = max(1, -(-len(found) // size))
        number = min(number, last)
        rows, on = list(found[(number - 1) * size : number * size]), number < last
        numbers = tuple((n, _numbered(at, n) if n else "") for n in _worth_a_link(number, last))
    back = _numbered(at, number - 1) if number > 1 else ""
    return Page(rows[:size], back, _numbered(at, number + 1) if on else "", number, numbers)


@dataclass(frozen=True)
class _Key:
    """One column of an order."""

    column: ColumnElement[Any]
    falling: bool

    def beyond(self, value: Any, *, backward: bool) -> ColumnElement[bool]:
        """Whether a row stands beyond ``value``. Empty is less than everything for SQLite, and more for
        PostgreSQL."""
        falls = self.falling != backward
        empty_at_end = falls != (db.session.get_bind().dialect.name == "postgresql")
        if value is None:
            return false() if empty_at_end else self.column.is_not(None)
        bound = literal(value, self.column.type)
        further = self.column < bound if falls else self.column > bound
        may_be_empty = empty_at_end and getattr(self.column, "nullable", True)
        return or_(further, self.column.is_(None)) if may_be_empty else further

    def same(self, value: Any) -> ColumnElement[bool]:
        """Whether a row has this value."""
        return self.column.is_(None) if value is None else self.column == literal(value, self.column.type)


def _keys(statement: Rows) -> list[_Key]:
    """What ``statement`` is ordered by."""
    keys = []
    for clause in statement._order_by_clauses:
        modifier = getattr(clause, "modifier", None)
        turned = modifier in {operators.desc_op, operators.asc_op}
        keys.append(_Key(clause.element if turned else clause, modifier is operators.desc_op))
    if not keys or not getattr(keys[-1].column, "primary_key", False):
        raise NotOrdered(f"The order ends with {keys[-1].column if keys else 'nothing'}, which is no id.")
    return keys


def _fetch(
    statement: Rows, keys: list[_Key], start: list[Any], size: int, *, backward: bool
) -> Sequence[Any]:
    """One row more than a page holds, from ``start`` on, each with the values of its keys at the end."""
    if start:
        beyond = _beyond(keys, start, backward=backward)
        statement = statement.having(beyond) if statement._group_by_clauses else statement.where(beyond)
    order = [key.column.desc() if key.falling != backward else key.column.asc() for key in keys]
    columns = [key.column.label(f"key_{n}") for n, key in enumerate(keys)]
    whole = statement.order_by(None).order_by(*order).add_columns(*columns).limit(size + 1)
    return db.session.execute(whole).all()


def _beyond(keys: list[_Key], values: list[Any], *, backward: bool) -> ColumnElement[bool]:
    """Whether a row stands beyond the one with these values. The first column is bounded by itself, so that
    an index over it leads there."""
    further = keys[0].beyond(values[0], backward=backward)
    if len(keys) == 1:
        return further
    rest = _beyond(keys[1:], values[1:], backward=backward)
    return and_(or_(further, keys[0].same(values[0])), or_(further, rest))


def _write(row: Any, keys: list[_Key]) -> str:
    """The key of ``row``, signed: what comes back has the types that this list compares."""
    return str(_signer(keys).dumps([_plain(value) for value in tuple(row)[-len(keys) :]]))


def _read(given: str, keys: list[_Key]) -> list[Any]:
    """The values of a key; none for what is no key of a list in this order."""
    try:
        return [_value(plain) for plain in _signer(keys).loads(given[:LONGEST_KEY])] if given else []
    except BadSignature:
        return []


def _signer(keys: list[_Key]) -> URLSafeSerializer:
    order = ", ".join(f"{key.column} {key.falling}" for key in keys)
    secrets = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(secrets, salt=f"page of a list by {order}")


def _plain(value: Any) -> Any:
    """``value`` as JSON keeps it."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    return datetime.fromisoformat(plain["at"]) if "at" in plain else date.fromisoformat(plain["on"])


def _address(at: str, **key: str) -> str:
    if not at:
        return this_page(**{"before": None, "after": None, **key})
    return f"{at}{'&' if '?' in at else '?'}{urlencode(key)}"


def _numbered(at: str, number: int) -> str:
    asked = number if number > 1 else None
    if not at:
        return this_page(page=asked)
    return _address(at, page=str(number)) if asked else at


def _number_asked() -> int:
    asked = request.args.get("page", "")
    fits = asked.isascii() and asked.isdecimal() and len(asked) <= len(str(LARGEST_NUMBER))
    return max(1, int(asked)) if fits else 1


def _worth_a_link(number: int, last: int) -> list[int]:
    """The first page, the last, and those beside ``number``; 0 for a gap."""
    if last == 1:
        return []
    near = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    found: list[int] = []
    for n in near:
        found += [0, n] if found and n - found[-1] > 1 else [n]
    return found
