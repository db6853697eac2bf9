"""What people see when something is wrong: plain words, never a traceback, and always a way on."""

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from markupsafe import escape
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from chapter import db, migration_status
from chapter.logs import database_errors
from chapter.refusal import Refused
from chapter.web import answers, record_redirects
from chapter.web.access import SAFE_METHODS, current_address, current_user

log = structlog.get_logger()
BUSY_RETRY_SECONDS = 5
FORBIDDEN = 403
FALLBACK_PAGE = (
    '<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
)
"""The page for when even the chapter's name can't be read."""

MESSAGES = {
    400: ("We didn’t receive all of that", "Go back, reload the page, and try again."),
    401: ("You’re not signed in", "Sign in, then try again."),
    403: (
        "You don’t have access to this page",
        "If you think you should have access, ask the managing director.",
    ),
    404: (
        "We can’t find that page",
        "Check the address for a typo. The page may also have been moved or removed.",
    ),
    405: ("That doesn’t work this way", "Go back and use the button on the page."),
    408: (
        "We didn’t receive all of that",
        "Go back, reload the page, and try again.",
    ),
    411: (
        "We didn’t receive all of that",
        "Go back, reload the page, and try again.",
    ),
    413: (
        "That is too large",
        "A form can hold up to 1 MB. Go back, shorten your text, and send it again.",
    ),
    429: ("Too many tries", "Wait a few minutes, then try again. Nothing is lost."),
    500: (
        "Something went wrong",
        "This is our fault. What you sent was not saved. We have recorded the problem. Try again soon.",
    ),
    503: (
        "One moment",
        "We couldn’t save what you sent, and nothing was changed. Press the button again in a few seconds.",
    ),
}
READ_FAILED = ("One moment", "We couldn’t load this page. Reload it in a few seconds.")
"""The words of a 503 for whoever submitted nothing."""

UPDATING = (
    "We’re updating this site",
    "The program and its database have different versions right now. The person who looks after this site "
    "has to finish the update. Nothing is lost.",
)


def register(app: Flask) -> None:
    """Show every error as a page in plain words."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(UnicodeError, _unreadable)
    app.register_error_handler(Exception, _internal_error)


def error_page(status: int, title: str | None = None, text: str | None = None) -> Response:
    """An error page, or a problem in JSON where the address answers so. ``title`` and ``text`` replace the
    usual words of ``status``."""
    usual_title, usual_text = MESSAGES.get(status, MESSAGES[500] if status >= 500 else MESSAGES[400])
    said = {"title": title or usual_title, "text": text or usual_text}
    if answers.is_json():
        return answers.problem(status, "{title}. {text}".format(**said))
    try:
        theirs = status == FORBIDDEN and current_user.is_authenticated
        named = "errors/refused.html" if theirs else "errors/error.html"
        again = current_address() if request.method in SAFE_METHODS else ""
        whose = g.get("refused_whose")
        body = render_template(named, status=status, whose=whose, again=again, **said)
    except SQLAlchemyError:
        db.session.rollback()
        body = FALLBACK_PAGE.format(**{name: escape(words) for name, words in said.items()})
    return make_response(body, status)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or 300 <= status < 400:
        return make_response(error.get_response())
    if status == 404 and (led := record_redirects.redirect_to_current()) is not None:
        return led
    if isinstance(error, RequestEntityTooLarge):
        request.close()
    response = error_page(
        status, text=error.description if type(error).__module__.startswith("chapter.") else None
    )
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _refused(error: Refused) -> Response:
    return error_page(409, "That can’t be done now", error.sentence)


def _unreadable(_error: UnicodeError) -> Response:
    return error_page(400)


def _database_error(error: DBAPIError) -> Response:
    db.session.rollback()
    apart = _version_mismatch()
    if not apart and not isinstance(error, OperationalError):
        return _internal_error(error)
    log.error("database_unavailable", **database_errors.describe(error), **({"why": apart} if apart else {}))
    reading = READ_FAILED if request.method in SAFE_METHODS else ()
    response = error_page(503, *(UPDATING if apart else reading))
    response.headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    return response


def _version_mismatch() -> str:
    """What to do when program and database are of two versions; empty when they match."""
    try:
        return migration_status.current_status().sentence
    except SQLAlchemyError:
        return ""


def _internal_error(error: Exception) -> Response:
    db.session.rollback()
    log.error("fault", exc_info=error)
    return error_page(500)
