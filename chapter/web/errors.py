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
    400: ("That did not reach us whole", "Go back, open the page again, and press once more."),
    401: ("Nobody is signed in", "Sign in, and ask again."),
    403: (
        "You don’t have access to this page",
        "If you should have it, ask the managing director.",
    ),
    404: ("There is nothing here", "The address may have a slip in it, or what stood here has gone."),
    405: ("Nothing happens that way", "Go back and use the button on the page."),
    408: (
        "That did not reach us whole",
        "Go back, open the page again, and press once more.",
    ),
    411: (
        "That did not reach us whole",
        "Go back, open the page again, and press once more.",
    ),
    413: (
        "That is too large",
        "One form holds up to 1 MB. Go back, shorten what you wrote, and send it again.",
    ),
    429: ("That was a lot at once", "Wait a few minutes, then it works again. Nothing is lost."),
    500: (
        "This is our fault",
        "What you sent was not kept. We have written down what happened; try again in a moment.",
    ),
    503: (
        "One moment",
        "What you sent could not be kept just now, and nothing was changed. Press the button again in a few "
        "seconds.",
    ),
}
READ_FAILED = ("One moment", "This page could not be made just now. Load it again in a few seconds.")
"""The words of a 503 for whoever submitted nothing."""

UPDATING = (
    "We are being updated",
    "The program and its data are of two versions for the moment. Whoever looks after this site has to "
    "finish the update; then everything is here again, and nothing is lost.",
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
