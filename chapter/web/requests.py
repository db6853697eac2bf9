"""What each request carries: an id of its own, the visitor's address, one line in the log."""

import secrets
import time
from ipaddress import IPv6Address
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect

from chapter import db
from chapter.web import bodies
from chapter.web.redaction import redacted

log = structlog.get_logger()
LONG_WRITING_SECONDS = 0.1
"""A press that holds its transaction longer is logged: all others wait for it."""


def register(app: Flask) -> None:
    """Trust as many proxies as the settings say, and no header beyond them."""
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        behind = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)
        app.wsgi_app = behind  # type: ignore[method-assign]  # as Flask's documents say
    app.request_class = bodies.OurRequest
    app.before_request(_begin)
    app.before_request(_stay_here)
    app.after_request(_finish)
    if _warn_of_long_writing not in db.after_writing:
        db.after_writing.append(_warn_of_long_writing)


def address() -> str:
    """The visitor's address, for limits. Never from a header that no trusted proxy set.

    Of IPv6 the first half: one house has all of the second, so she would have a new address for each try
    (RFC 6177).
    """
    given = request.remote_addr or "unknown"
    if ":" not in given:
        return given
    try:
        whole = IPv6Address(given.partition("%")[0])
    except ValueError:
        return given
    return str(whole.ipv4_mapped or IPv6Address(int(whole) >> 64 << 64))


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()
    if "\0" in request.path:
        raise NotFound("no name holds a NUL, and PostgreSQL refuses to look for one")
    request.query_string = request.query_string.replace(b"%00", b"%20")
    bodies.bound()


def _stay_here() -> ResponseReturnValue | None:
    """``/events`` leads to ``/events/`` by its path alone: Werkzeug would name the host that was sent."""
    wrong = request.routing_exception
    if not isinstance(wrong, RequestRedirect):
        return None
    to = urlsplit(wrong.new_url)
    return redirect(to._replace(scheme="", netloc="", path="/" + to.path.lstrip("/")).geturl(), wrong.code)


def _warn_of_long_writing(seconds: float) -> None:
    if has_request_context() and seconds > LONG_WRITING_SECONDS:
        log.warning(
            "long_writing", id=g.get("request_id"), endpoint=request.endpoint, ms=round(seconds * 1000, 1)
        )


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log.info(
        "request",
        id=g.get("request_id"),
        method=request.method,
        path=redacted(request.path, wholly=response.status_code in {404, 405, 410}),
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
    )
    return response
