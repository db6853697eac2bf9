"""The version of visibility: one number, raised by every change of what decides who is shown to whom.

It is part of the key of every cached page and of every ETag that shows people: whoever died, hides, is
blocked or withdraws a consent is gone from all of them at once. A package registers at assembly what decides
it (``track_changes``); one hook, below everything that writes, raises the number at the end of the
transaction that changed any of that: rows that are flushed, set-based statements, plain SQL. Because it is
raised last, no transaction waits for this row while the one that holds it waits for something else.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from chapter import db
from chapter.web.models import VisibilityVersion

EXTENSION, CHANGED = "visibility_version", "visibility_changed"
ONLY_ROW_ID = 1
WRITE_STATEMENT = re.compile(
    r"\b(?P<verb>INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|DELETE\s+FROM|UPDATE(?:\s+OR\s+\w+)?"
    r"|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO)"
    r"\s+(?:ONLY\s+)?(?:[\"`\[]?\w+[\"`\]]?\s*\.\s*)?[\"`\[]?(?P<table>\w+)[\"`\]]?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
SET_CLAUSE = re.compile(r"\bSET\b(?P<sets>.*)", re.IGNORECASE | re.DOTALL)
CLAUSE_END = re.compile(r"\b(?:WHERE|RETURNING)\b", re.IGNORECASE)
NESTED_OR_QUOTED = re.compile(r"\bSELECT\b|'", re.IGNORECASE)
"""When the SET clause has a subquery or a string, the first WHERE may belong to that: the whole statement is
checked."""

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
Tracked = type[db.Model] | InstrumentedAttribute[Any]


CURRENT_VERSION = select(VisibilityVersion.__table__.c.number).scalar_subquery()
"""A subquery to be selected along with a page's own query; NULL while the number was never raised."""


def register(app: Flask) -> None:
    """Watch all statements to the database of ``app``."""
    decided: dict[str, frozenset[str] | None] = {}
    app.extensions[EXTENSION] = decided

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if db.in_writing() and affects_visibility(decided, statement):
            connection.info[CHANGED] = True

    with app.app_context():
        engine = db.database.engine
        event.listen(engine, "before_cursor_execute", note)
        event.listen(engine, "commit", _increment)
        event.listen(engine, "rollback", _forget)


def track_changes(app: Flask, *what: Tracked) -> None:
    """Raise the number at every change of a table, or at changes of a column of it.

    An inserted row shows somebody, and hides nobody; where it may hide somebody, name the whole table.
    """
    decided: dict[str, frozenset[str] | None] = app.extensions[EXTENSION]
    for one in what:
        if isinstance(one, InstrumentedAttribute):
            table = one.class_.__tablename__
            known = decided.get(table, frozenset())
            decided[table] = None if known is None else known | {one.property.columns[0].name}
        else:
            decided[one.__tablename__] = None


def tracked_columns(app: Flask) -> dict[str, frozenset[str] | None]:
    """What decides visibility: columns by table; None: every change of the table."""
    return dict(app.extensions[EXTENSION])


def affects_visibility(decided: dict[str, frozenset[str] | None], statement: str) -> bool:
    """Whether this statement changes something that decides visibility."""
    found = WRITE_STATEMENT.search(statement)
    while found is not None:
        if found["verb"].upper().startswith("TRUNCATE"):
            return True  # it names several, and reaches others by CASCADE
        columns = decided.get(found["table"].lower(), frozenset())
        if columns is None or (columns and _changes(found["verb"], found["rest"], columns)):
            return True
        found = WRITE_STATEMENT.search(found["rest"])
    return False


def _changes(verb: str, rest: str, columns: Iterable[str]) -> bool:
    if verb.upper().startswith("INSERT INTO"):
        found = re.search(r"\bDO\s+UPDATE\b(.*)", rest, re.IGNORECASE | re.DOTALL)
        if found is None:
            return False
        rest = found[1]
    elif not verb.upper().startswith("UPDATE"):
        return True
    sets = SET_CLAUSE.search(rest)
    if sets is None:
        return True
    looked_at = (
        sets["sets"] if NESTED_OR_QUOTED.search(rest) else CLAUSE_END.split(sets["sets"], maxsplit=1)[0]
    )
    return re.search(rf"\b(?:{'|'.join(columns)})\b", looked_at, re.IGNORECASE) is not None


def _increment(connection: Connection) -> None:
    if connection.info.pop(CHANGED, False):
        added = INSERTS[connection.dialect.name](VisibilityVersion).values(id=ONLY_ROW_ID, number=1)
        raised = added.on_conflict_do_update(
            index_elements=[VisibilityVersion.id], set_={"number": VisibilityVersion.number + 1}
        )
        connection.execute(raised)


def _forget(connection: Connection) -> None:
    connection.info.pop(CHANGED, None)
