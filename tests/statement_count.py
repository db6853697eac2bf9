"""Counts the SQL statements that something sends."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from chapter import db

NOT_COUNTED = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile.

    Python collects no garbage then: a row that nobody holds any more is asked for again, unless it stands in
    a circle that waits to be collected; so a page would ask once more or less by chance.
    """
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(NOT_COUNTED):
            sent.append(statement)

    engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    gc.disable()
    try:
        yield sent
    finally:
        gc.enable()
        event.remove(engine, "before_cursor_execute", note)


def statements_of(act: Callable[[], Any]) -> int:
    """Do ``act`` and count what it sends to the database."""
    with counted() as sent:
        act()
    return len(sent)
