"""Counters of changes: a number in one row that rises whenever rows that belong to it change.

Pages are cached, and entries of a calendar follow each other, by such a number. A package registers at
assembly which rows count, by which columns, and where the number is. Two hooks below everything that writes
raise it: one for rows that are flushed, one for set-based statements. It only grows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Delete, Update, event, inspect, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from chapter import db

EXTENSION = "change_counters"


class UncountedInsert(RuntimeError):
    """Rows that count were inserted by a statement, which no counter follows."""


@dataclass(frozen=True)
class ChangeCounter:
    """``number`` is the column that rises, in the row to which ``owner``, a many-to-one relationship of
    ``rows``, points. It rises when one of these is inserted or deleted, or one of its ``columns`` changes.

    Whoever changes such rows has locked their owner.
    """

    rows: type[db.Model]
    owner: str
    number: str
    columns: frozenset[str]

    @cached_property
    def owners(self) -> type[db.Model]:
        """The table of the owners."""
        found: type[db.Model] = inspect(self.rows).relationships[self.owner].mapper.class_
        return found

    @cached_property
    def owner_id(self) -> ColumnElement[int]:
        """The column that points to the owner."""
        (column,) = inspect(self.rows).relationships[self.owner].local_columns
        return column

    def counts(self, row: db.Model) -> bool:
        """Whether a row that is new or was changed counts."""
        state = inspect(row)
        return state.pending or any(state.attrs[one].history.has_changes() for one in self.columns)

    def raise_for(self, rows: Iterable[db.Model]) -> None:
        """Raise the number once for all of these rows of one owner."""
        ids = set()
        for row in rows:
            owner = getattr(row, self.owner)
            if owner is not None and inspect(owner).pending:
                setattr(owner, self.number, (getattr(owner, self.number) or 0) + 1)
            else:
                ids.add(getattr(row, str(self.owner_id.key)) or inspect(owner).identity[0])
        if ids:
            self.raise_where(lambda key: key.in_(ids))

    def raise_where(self, which: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> None:
        """Raise the numbers of the owners whose id is meant, in one statement: their other columns, and their
        version, are as they were."""
        number = getattr(self.owners, self.number)
        theirs = update(self.owners).where(which(inspect(self.owners).primary_key[0]))
        raised = theirs.values({self.number: number + 1})
        db.session.execute(raised, execution_options={"synchronize_session": "fetch"})


def register(app: Flask, *counters: ChangeCounter) -> None:
    """Register counters, one for each table whose rows count."""
    known: dict[type[Any], ChangeCounter] = app.extensions.setdefault(EXTENSION, {})
    known.update({counter.rows: counter for counter in counters})


@event.listens_for(db.session, "before_flush")
def _follow_rows(session: Session, _context: Any, _instances: Any) -> None:
    for counter in _counters().values():
        changed = [row for row in (*session.new, *session.dirty) if isinstance(row, counter.rows)]
        deleted = [row for row in session.deleted if isinstance(row, counter.rows)]
        counter.raise_for([*filter(counter.counts, changed), *deleted])


@event.listens_for(db.session, "do_orm_execute")
def _follow_statements(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert) or state.bind_mapper is None:
        return
    counter = _counters().get(state.bind_mapper.class_)
    if counter is None:
        return
    if state.is_insert:
        raise UncountedInsert(f"add {counter.rows.__name__} to the session instead")
    statement = state.statement
    if isinstance(statement, Delete | Update) and (state.is_delete or _sets(statement) & counter.columns):
        changed = select(counter.owner_id).where(*statement._where_criteria)
        counter.raise_where(lambda key: key.in_(changed))


def _sets(statement: Delete | Update) -> set[str]:
    """The columns that an UPDATE sets."""
    values: Iterable[Any] = (statement._values or ()) if isinstance(statement, Update) else ()
    return {getattr(column, "key", str(column)) for column in values}


def _counters() -> dict[type[Any], ChangeCounter]:
    known: dict[type[Any], ChangeCounter] = current_app.extensions.get(EXTENSION, {})
    return known
