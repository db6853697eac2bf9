"""How the log shows a field of a record: its label, and its values as a person reads them."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from chapter import db, money
from chapter.settings import queries as settings
from chapter.web.filters import clock_time, day_and_time, full_day

A_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d[\d.+:]*)?")
LAST_WORDS = re.compile(r"_(cents|wall|at|on|id)$")
"""Ends of a column's name that tell its type, and are no words for a person."""

Referred = Callable[[Collection[Any]], Mapping[Any, str]]
"""Names of the records that a field's values refer to, in one statement."""


@dataclass(frozen=True)
class Field:
    """A field of a logged record. ``label`` empty: the words of its name. ``shows``: a value in words.
    ``refers``: for values that are ids, the names of those records. ``hidden``: nothing for a person."""

    label: str = ""
    shows: Callable[[Any], str] | None = None
    refers: Referred | None = None
    hidden: bool = False


def one_of(words: Mapping[Any, str], label: str = "") -> Field:
    """A field whose values are among ``words``."""
    return Field(label, lambda value: words.get(value, plain(value)))


def names_by(rows: Select[*tuple[Any, ...]]) -> Referred:
    """Names for values that refer to records: ``rows`` selects what refers to a record, and its name."""
    key = next(iter(rows.selected_columns))

    def names(values: Collection[Any]) -> dict[Any, str]:
        return {row[0]: row[1] for row in db.session.execute(rows.where(key.in_(values)))}

    return names


def names_of_referred(values: Iterable[tuple[Field, Any]]) -> dict[tuple[Referred, Any], str]:
    """Names for the values of fields that refer to records: one statement for each kind of field."""
    wanted: dict[Referred, set[Any]] = {}
    for shown, value in values:
        if shown.refers is not None and value is not None:
            wanted.setdefault(shown.refers, set()).add(value)
    return {(ask, key): name for ask, keys in wanted.items() for key, name in ask(keys).items()}


def label_of(name: str, shown: Field) -> str:
    """What the page calls the field ``name``."""
    return shown.label or LAST_WORDS.sub("", name).replace("_", " ").capitalize()


def text_of(name: str, shown: Field, value: Any, known: Mapping[tuple[Referred, Any], str]) -> str:
    """A value of the field ``name`` in words; ``known``: from ``names_of_referred``."""
    if value is None:
        return ""
    if shown.refers is not None:
        return known.get((shown.refers, value)) or "a deleted record"
    if shown.shows is not None:
        return shown.shows(value)
    return amount(value) if name.endswith("_cents") else plain(value)


def amount(cents: int) -> str:
    """An amount in the chapter's currency: ``$250``."""
    return money.show(cents, settings.current().currency)


def plain(value: Any) -> str:
    """A value that needs no declaration: yes and no, times as people say them, lists with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, map(plain, value)))
    if isinstance(value, str) and A_TIME.fullmatch(value):
        return _time_text(value)
    return "" if value is None else str(value)


def told(sentence: str, rule: str = "") -> str:
    """The reason for an entry whose record's own person was told it, “you”; and the rule behind it."""
    return f"Message: “{sentence}” {rule}".strip()


def _time_text(kept: str) -> str:
    """A saved date, wall-clock time or moment in words; any other text is returned unchanged."""
    try:
        found = datetime.fromisoformat(kept)
    except ValueError:
        return kept
    if found.tzinfo is not None:
        return day_and_time(found, settings.current().zone_info)
    return f"{full_day(found)}, {clock_time(found)}" if "T" in kept else full_day(found)
