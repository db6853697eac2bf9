"""Hooks for the end of a record: what other packages free when a booking, a sign-up or a membership ends.

The package of such a record has one rule that ends it. That rule tells the hook, once for all records that
one act ends. A package that holds something for such a record registers a follower at assembly, and says of
each column that points to the record what becomes of its rows; the application does not start otherwise.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import InstrumentedAttribute

from chapter import db

EXTENSION = "end_hooks"


@dataclass(frozen=True)
class Ended:
    """The records of one table that an act ended, by their ids, and when. ``restorable``: what they had is
    still in their columns, since the act may be undone; what is held for them stays until they come back."""

    ids: Collection[int]
    at: datetime
    restorable: bool = False


Follower = Callable[[Ended], None]


class Undeclared(Exception):
    """A column points to records that end, and its package does not say what becomes of its rows then."""


PointsTo = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
Reasons = Mapping[InstrumentedAttribute[int], str] | Mapping[InstrumentedAttribute[int | None], str]


@dataclass
class _Followers:
    """Who follows the ends of one kind of record; the columns whose rows are freed then, and those whose rows
    stay, with the reason, each as ``table.column``."""

    calls: list[Follower] = field(default_factory=list)
    freed: set[str] = field(default_factory=set)
    stays: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EndHook:
    """The followers of the end of one kind of record, those of ``table``."""

    name: str
    table: str

    def register(self, app: Flask, *followers: Follower, frees: Collection[PointsTo] = ()) -> None:
        """Register followers: each runs in the same transaction, with what is scarce locked, and has to be
        set-based, since an act may end hundreds. ``frees``: the columns whose rows they end or delete."""
        known = self._known(app)
        known.calls.extend(followers)
        known.freed |= {_name(column) for column in frees}

    def leave(self, app: Flask, stays: Reasons) -> None:
        """Say of each of these columns why its rows stay when the record ends."""
        self._known(app).stays.update({_name(column): reason for column, reason in stays.items()})

    def freed(self, app: Flask) -> set[str]:
        """The columns whose rows are freed, each as ``table.column``."""
        return self._known(app).freed

    def undeclared(self, app: Flask) -> set[str]:
        """The columns that point to its records, and of which nobody said what becomes of their rows; and
        those of which two things were said."""
        known = self._known(app)
        pointing = {
            str(column)
            for table in db.Model.metadata.sorted_tables
            for column in table.columns
            if any(key.column.table.name == self.table for key in column.foreign_keys)
        }
        return (pointing ^ (known.freed | known.stays.keys())) | (known.freed & known.stays.keys())

    def _known(self, app: Flask) -> _Followers:
        hooks: dict[EndHook, _Followers] = app.extensions.setdefault(EXTENSION, {})
        return hooks.setdefault(self, _Followers())

    def tell(self, ended: Ended) -> None:
        """Call every follower; none when nothing ended."""
        if ended.ids:
            for follow in self._known(current_app).calls:
                follow(ended)


def guard(app: Flask) -> None:
    """Refuse to start while a column points to records that end and nobody says what becomes of its rows.
    Raises Undeclared with all of them."""
    hooks: dict[EndHook, _Followers] = app.extensions.get(EXTENSION, {})
    open_columns = sorted({column for hook in hooks for column in hook.undeclared(app)})
    if open_columns:
        raise Undeclared(f"say whether an end frees (web/endings.py): {', '.join(open_columns)}")


def _name(column: PointsTo) -> str:
    return str(column.property.columns[0])
