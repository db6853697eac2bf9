"""The counter of sight: one number, another after every change of what decides who is shown to whom.

It is part of the key of every kept page and of every ETag that shows people, so that whoever died, hides, is
blocked or takes a tick back is gone from all of them at once. A room says at assembly what decides it
(``decided_by``); one hook, below everything that writes, raises the number at the end of the transaction
that changed any of that: rows that are flushed, set-based statements, plain SQL. Raised last, it is waited
for by nobody who still has to wait for something else.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from chapter import db

PLACE, RAISED = "sight", "sight"
ONLY = 1
CHANGES = re.compile(
    r"\b(?P<verb>INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|DELETE\s+FROM|UPDATE(?:\s+OR\s+\w+)?)"
    r"\s+(?:ONLY\s+)?[\"`]?(?P<table>\w+)[\"`]?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
SETS = re.compile(r"\bSET\b(?P<sets>.*?)(?:\bWHERE\b|\bRETURNING\b|\Z)", re.IGNORECASE | re.DOTALL)

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
Decides = type[db.Model] | InstrumentedAttribute[Any]


class Sight(db.Model):
    """The number: one row, made when it is first raised."""

    __tablename__ = "sight"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


NUMBER = select(Sight.__table__.c.number).scalar_subquery()
"""To be asked along with what a page asks anyway; nothing while it was never raised."""


def register(app: Flask) -> None:
    """Look at whatever is written to the database of ``app``."""
    decided: dict[str, frozenset[str] | None] = {}
    app.extensions[PLACE] = decided

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if db.in_writing() and decides(decided, statement):
            connection.info[RAISED] = True

    with app.app_context():
        engine = db.database.engine
        event.listen(engine, "before_cursor_execute", note)
        event.listen(engine, "commit", _raise)
        event.listen(engine, "rollback", _forget)


def decided_by(app: Flask, *what: Decides) -> None:
    """Let sight be decided by these: by every change of a table, or by changes of a column of it.

    A row that is added shows somebody, and hides nobody; where it may hide somebody, name the whole table.
    """
    decided: dict[str, frozenset[str] | None] = app.extensions[PLACE]
    for one in what:
        if isinstance(one, InstrumentedAttribute):
            table = one.class_.__tablename__
            known = decided.get(table, frozenset())
            decided[table] = None if known is None else known | {one.property.columns[0].name}
        else:
            decided[one.__tablename__] = None


def watched(app: Flask) -> dict[str, frozenset[str] | None]:
    """What decides: columns by table; None: every change of it."""
    return dict(app.extensions[PLACE])


def decides(decided: dict[str, frozenset[str] | None], statement: str) -> bool:
    """Whether this statement changes something that decides."""
    found = CHANGES.search(statement)
    while found is not None:
        columns = decided.get(found["table"].lower(), frozenset())
        if columns is None or (columns and _changes(found["verb"], found["rest"], columns)):
            return True
        found = CHANGES.search(found["rest"])
    return False


def _changes(verb: str, rest: str, columns: Iterable[str]) -> bool:
    if verb.upper().startswith("INSERT INTO"):
        rest = rest.upper().partition("DO UPDATE")[2].lower()
        if not rest:
            return False
    elif not verb.upper().startswith("UPDATE"):
        return True
    sets = SETS.search(rest)
    return sets is None or re.search(rf"\b(?:{'|'.join(columns)})\b", sets["sets"]) is not None


def _raise(connection: Connection) -> None:
    if connection.info.pop(RAISED, False):
        added = INSERTS[connection.dialect.name](Sight).values(id=ONLY, number=1)
        raised = added.on_conflict_do_update(index_elements=[Sight.id], set_={"number": Sight.number + 1})
        connection.execute(raised)


def _forget(connection: Connection) -> None:
    connection.info.pop(RAISED, None)
