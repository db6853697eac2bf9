"""Small writes after a response: last seen, who looked. The only writing that a GET may do.

Each runs after the view has answered and its read has ended, in a transaction of its own, and holds nothing
that anybody could act on. When one fails, the page is served all the same and the failure is logged.
"""

from collections.abc import Callable

import structlog
from flask import Flask, Response, g
from sqlalchemy.exc import SQLAlchemyError

from chapter import db

log = structlog.get_logger()


def write_after_response(write: Callable[[], object]) -> None:
    """Call ``write`` in a transaction of its own once the page of this request has been answered."""
    g.setdefault("deferred_writes", []).append(write)


def register(app: Flask) -> None:
    """Run the deferred writes at the end of each request."""
    app.after_request(_run_deferred_writes)


def _run_deferred_writes(response: Response) -> Response:
    writes: list[Callable[[], object]] = g.pop("deferred_writes", [])
    if writes and response.status_code < 500:
        g.in_deferred_write = True
        try:
            with db.writing():
                for write in writes:
                    write()
        except SQLAlchemyError as error:
            log.warning("deferred_write_failed", error=type(error).__name__)
        finally:
            g.in_deferred_write = False
    return response
