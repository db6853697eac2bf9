"""What is moderated: declared once by the package that has the records."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select

EXTENSION = "moderation.kinds"


@dataclass(frozen=True)
class Act:
    """``verb``: as the log stores it; ``words``: what follows who did it, and comes before the record’s
    name."""

    verb: str
    words: str


@dataclass(frozen=True)
class WaitingRow:
    """The row on Today while something waits, for whoever may open ``endpoint``: the title for one, and for
    several with ``{}`` for their number; why it matters; where it is done. Rows stand by ``order``."""

    one: str
    several: str
    why: str
    label: str
    url: Callable[[], str]
    endpoint: str
    order: int


def _nothing(_records: Collection[Any]) -> None:
    """For records of which nothing else follows."""


def _no_values(_record: Any) -> Mapping[str, Any]:
    """For records of which the log keeps no values."""
    return {}


@dataclass(frozen=True, kw_only=True)
class ModeratedKind:
    """A moderated table. ``waiting``: the records that wait, the oldest first; ``reopened``: None
    where a decision is not taken back; ``values``: what the log keeps of a record that is approved;
    ``changed``: what follows when records are approved, declined or wait again, in the same transaction."""

    model: type[Any]
    approved: Act
    declined: Act
    waiting: Callable[[], Select[Any]]
    row: WaitingRow
    reopened: Act | None = None
    values: Callable[[Any], Mapping[str, Any]] = _no_values
    changed: Callable[[Collection[Any]], None] = _nothing


def register(app: Flask, *declared: ModeratedKind) -> None:
    """Register these kinds. Raises ValueError for a table that is declared twice."""
    known: dict[type[Any], ModeratedKind] = app.extensions.setdefault(EXTENSION, {})
    for kind in declared:
        if kind.model in known:
            raise ValueError(f"{kind.model.__tablename__} is declared twice")
        known[kind.model] = kind


def kind_of(record: Any) -> ModeratedKind:
    """The kind of this record. Raises LookupError for one that no package declares."""
    known: dict[type[Any], ModeratedKind] = current_app.extensions.get(EXTENSION, {})
    if type(record) not in known:
        raise LookupError(f"no package declares that {type(record).__name__} is moderated")
    return known[type(record)]
