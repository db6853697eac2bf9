"""Each request has an id and one line in the log; a long transaction has a warning."""

import secrets
import time

import structlog
from flask import Flask, Response, g, has_request_context, request
from werkzeug.exceptions import NotFound

from chapter import db
from chapter.logs.redaction import redact
from chapter.web import request_body

log = structlog.get_logger()
LONG_TRANSACTION_SECONDS = 0.1
"""A request that holds its transaction longer than this many seconds is logged: all others wait for it."""


def register(app: Flask) -> None:
    """Begin each request with an id and the checks of its body; end it with its line in the log."""
    app.request_class = request_body.BoundedRequest
    app.before_request(_begin)
    app.after_request(_finish)
    if _warn_of_long_transaction not in db.after_writing:
        db.after_writing.append(_warn_of_long_transaction)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()
    if "\0" in request.path:
        raise NotFound("no name holds a NUL, and PostgreSQL refuses to look for one")
    request.query_string = request.query_string.replace(b"%00", b"%20")
    request_body.check_body()


def _warn_of_long_transaction(seconds: float) -> None:
    if has_request_context() and seconds > LONG_TRANSACTION_SECONDS:
        log.warning(
            "long_writing", id=g.get("request_id"), endpoint=request.endpoint, ms=round(seconds * 1000, 1)
        )


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log.info(
        "request",
        id=g.get("request_id"),
        method=request.method,
        path=redact(request.path, wholly=response.status_code in {404, 405, 410}),
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
    )
    return response
