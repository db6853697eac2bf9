"""What a log may say about a database error: what kind, and where it happened.

Never the database's own words: PostgreSQL writes the row into them (``DETAIL: Key (email)=(...)``), and a
value that does not fit its column appears in its message.
"""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy.exc import StatementError

DRIVERS = {"psycopg", "sqlite3"}
SQLITE_CONSTRAINT = re.compile(r"[A-Z ]+ constraint failed: ([\w., ]+)")
"""Captures names only: SQLite writes no value there."""


def describe(error: BaseException) -> dict[str, str]:
    """The error's class, and what is known of: SQLSTATE (SQLite: the error’s name), constraint, table,
    column."""
    whole = (error.orig if isinstance(error, StatementError) else None) or error
    where = getattr(whole, "diag", None)
    sqlite = SQLITE_CONSTRAINT.fullmatch(str(whole)) if hasattr(whole, "sqlite_errorname") else None
    known = {
        "error": type(error).__name__,
        "sqlstate": getattr(whole, "sqlstate", None) or getattr(whole, "sqlite_errorname", None),
        "constraint": sqlite[1] if sqlite else getattr(where, "constraint_name", None),
        "table": getattr(where, "table_name", None),
        "column": getattr(where, "column_name", None),
    }
    return {name: value for name, value in known.items() if value}


def without_driver_words(said: Any, error: BaseException | None) -> Any:
    """``said`` about ``error``, a text or lists and dicts of texts, with what ``describe`` returns in place
    of the database's own words, also where another error quotes them."""
    ours = {str(one): " ".join(describe(one).values()) for one in _database_errors_in(error) if str(one)}
    return _replaced(said, dict(sorted(ours.items(), key=lambda pair: -len(pair[0]))))


def _replaced(said: Any, ours: dict[str, str]) -> Any:
    if isinstance(said, str):
        for theirs, instead in ours.items():
            said = said.replace(theirs, instead)
        return said
    if isinstance(said, dict):
        return {name: _replaced(one, ours) for name, one in said.items()}
    return [_replaced(one, ours) for one in said] if isinstance(said, list) else said


def _database_errors_in(error: BaseException | None) -> Iterator[BaseException]:
    """The database errors among ``error``, its causes, and the members of an exception group."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__]
        waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        if isinstance(one, StatementError):
            yield one
            if one.orig is not None:
                yield one.orig
        elif any(kind.__module__.partition(".")[0] in DRIVERS for kind in type(one).__mro__):
            yield one
