"""Small things written after a page has been read: last seen, who looked. The one writing a GET may do.

Each runs after the view has answered and its read has ended, in a transaction of its own, and holds
nothing that anybody could act on. When one fails, the page is served all the same and the log says so.
"""

from collections.abc import Callable

import structlog
from flask import Flask, Response, g
from sqlalchemy.exc import SQLAlchemyError

from chapter import db

log = structlog.get_logger()


def write_after_response(note: Callable[[], object]) -> None:
    """Write ``note`` once the page of this request has been answered."""
    g.setdefault("notes", []).append(note)


def register(app: Flask) -> None:
    """Write what was noted, at the end of each request."""
    app.after_request(_run_deferred_writes)


def _run_deferred_writes(response: Response) -> Response:
    notes: list[Callable[[], object]] = g.pop("notes", [])
    if notes and response.status_code < 500:
        g.afterwards = True
        try:
            with db.writing():
                for note in notes:
                    note()
        except SQLAlchemyError as error:
            log.warning("afterwards_failed", error=type(error).__name__)
        finally:
            g.afterwards = False
    return response
