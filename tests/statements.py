"""How many SQL statements something takes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from chapter import db


def statements_of(act: Callable[[], Any]) -> int:
    """Do ``act`` and count what it sends to the database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)
