"""No press holds its transaction for long: its SQL statements are counted, in every request of every test.

A transaction is to be over within 100 ms, and a statement takes about one of them. Time itself is not asked
here, since a busy machine makes anybody wait: production warns of what took longer
(web/request_logging.py), and ``make bench`` has a row for it.
"""

import threading
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Engine, event

from chapter import db
from tests.statement_count import NOT_COUNTED

MOST_STATEMENTS = 40
found: list[str] = []
"""What sent more, since ``forget()``."""


class _Sent(threading.local):
    """How many statements this thread has sent in its ``writing()``."""

    count = 0


_sent = _Sent()


def watch() -> None:
    """Count from now on."""
    db.before_writing.append(_begin)
    db.after_writing.append(_end)
    event.listen(Engine, "before_cursor_execute", _count)


def forget() -> None:
    """Begin anew, for the next test."""
    found.clear()


def _begin() -> None:
    _sent.count = 0


def _count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if db.in_writing() and not statement.startswith(NOT_COUNTED):
        _sent.count += 1


def _end(_seconds: float) -> None:
    if has_request_context() and _sent.count > MOST_STATEMENTS:
        found.append(f"{request.method} {request.path} wrote in {_sent.count} statements")
