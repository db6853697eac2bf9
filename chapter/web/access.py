"""Who may enter: declared once, at the route, and asked before every request.

A *circle* is a named group of viewers. This package knows only ``everyone``; the packages above register
the others (``signed_in``, ``staff``, …). Who is asking, Flask-Login knows: ``current_user``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import flask_login
from flask import Flask, abort, current_app, g, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from chapter import db
from chapter.security import security_log
from chapter.web import answers
from chapter.web.answers import ANSWER_ATTRIBUTE, Answer

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
ALLOW_ATTRIBUTE = "circles"
SECOND_FACTOR_ATTRIBUTE = "needs_second_factor"
PUBLIC_ENDPOINTS = {"static"}
"""Flask's own endpoints, which carry no declaration."""

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class Viewer(Protocol):
    """Whoever looks at a page, as far as the packages below accounts must know."""

    @property
    def is_authenticated(self) -> bool:
        """Whether they signed in, with all that their account asks for."""

    @property
    def account(self) -> Any:
        """Their account. Raises LookupError for an anonymous visitor."""

    @property
    def person(self) -> Any:
        """Their person. Raises LookupError for an anonymous visitor."""

    @property
    def called(self) -> str:
        """What the page calls them; empty for an anonymous visitor."""

    @property
    def actor(self) -> Any:
        """They, as the audit log names them."""

    @property
    def number(self) -> int | None:
        """The id of their person, for the security log; None for an anonymous visitor."""

    @property
    def secured(self) -> bool:
        """Whether they may read what needs a second factor: they verified one, or nobody here needs one."""

    @property
    def must_secure(self) -> bool:
        """Whether a page that is closed to them may open once they have a second factor."""

    def led_to_secure(self, wanted: str) -> str:
        """The address where they set up a second factor, which then leads on to ``wanted``."""


current_user: Viewer = flask_login.current_user
"""Whoever looks at this page: looked up when first asked for, once for each request. The packages above
accounts import it from ``chapter.accounts.viewer``, where it has the type of all that they know."""


@dataclass(frozen=True)
class Circle:
    """A named group of viewers. ``name`` is in plain words, for the access table and the log.

    ``refusing`` makes the page for a signed-in viewer outside the circle, where a few words could say how to
    get in; None: the usual page.
    """

    name: str
    includes: Callable[[Any], bool]
    refusal_page: Callable[[Any], ResponseReturnValue] | None = None


class SecondFactorRequired(Forbidden):
    """A program asked for what opens with a second factor; people are led to set one up."""

    description = "Set up two-step verification first."


class UndeclaredRoute(Exception):
    """A route does not declare who may enter, so the application does not start."""


everyone = Circle("everyone", lambda viewer: True)


def allow(*circles: Circle, answer: Answer | None = None) -> Callable[[View], View]:
    """Declare who may enter this route: whoever is in one of ``circles``. Goes below the route decorator.

    ``answer``: what it answers with, and so how it tells others that they may not; None: with pages."""
    if not circles:
        raise ValueError("allow() needs a circle")

    def mark(view: View) -> View:
        setattr(view, ALLOW_ATTRIBUTE, circles)
        setattr(view, ANSWER_ATTRIBUTE, answer)
        return view

    return mark


def second_factor_required(view: View) -> View:
    """Declare that this route needs a second factor, wherever the chapter asks for one (everywhere but in the
    demo). Goes below ``@allow``. Roles of staff open nothing without one anyway; this is for what others
    reach, too, such as the lead of one event: needs, exports, mails, logs."""
    setattr(view, SECOND_FACTOR_ATTRIBUTE, True)
    return view


def needs_second_factor(app: Flask, endpoint: str) -> bool:
    """Whether ``endpoint`` was declared with ``@second_factor_required``."""
    return bool(getattr(app.view_functions.get(endpoint), SECOND_FACTOR_ATTRIBUTE, False))


def circles_of(app: Flask, endpoint: str) -> tuple[Circle, ...]:
    """The circles declared for ``endpoint``; empty when it has no declaration."""
    if endpoint in PUBLIC_ENDPOINTS:
        return (everyone,)
    return getattr(app.view_functions[endpoint], ALLOW_ATTRIBUTE, ())


def require_declared_routes(app: Flask) -> None:
    """Refuse to start while any route is undeclared, or asks a second factor of anonymous visitors. Raises
    UndeclaredRoute with the names of all of them."""
    open_ones = sorted(
        name for name in app.view_functions
        if needs_second_factor(app, name) and everyone in circles_of(app, name)
    )  # fmt: skip
    if open_ones:
        raise UndeclaredRoute(f"@second_factor_required on what is open to everyone: {', '.join(open_ones)}")
    bare = sorted({rule.endpoint for rule in app.url_map.iter_rules() if not circles_of(app, rule.endpoint)})
    if bare:
        raise UndeclaredRoute(f"no @allow on: {', '.join(bare)}")


def may_open(endpoint: str, viewer: Viewer | None = None) -> bool:
    """Whether the viewer of this request is in a circle of ``endpoint``; menus and links use this."""
    who = viewer if viewer is not None else current_user
    return any(circle.includes(who) for circle in circles_of(current_app, endpoint))


def register(app: Flask) -> None:
    """Check access at every request; forbid writing by requests that only read."""
    app.before_request(_check_access)
    app.jinja_env.globals["may_open"] = may_open
    if _refuse_writes_by_safe_methods not in db.before_writing:
        db.before_writing.append(_refuse_writes_by_safe_methods)


def _check_access() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    circles = circles_of(current_app, request.endpoint)
    if everyone in circles:
        return None
    let_in = any(circle.includes(current_user) for circle in circles)
    if let_in and (current_user.secured or not needs_second_factor(current_app, request.endpoint)):
        return None
    if not current_user.is_authenticated:
        security_log.log_event("access_refused", reason="signed_out")
        return _sign_in_first()
    if let_in or current_user.must_secure:
        return _second_factor_first()
    g.refused_for, g.refused_whose = "role", " or ".join(circle.name for circle in circles)
    return _refusal_page(circles)


def _sign_in_first() -> ResponseReturnValue:
    """A 401 has to name a way to sign in (RFC 9110, 15.5.2): none is registered for cookies, and browsers ask
    nobody for one that they don't know."""
    if answers.is_json():
        page = url_for("authentication.sign_in_page")
        raise Unauthorized(www_authenticate=WWWAuthenticate("cookie", {"form-action": page}))
    return redirect(url_for("authentication.sign_in_page", next=current_address()))


def _second_factor_first() -> ResponseReturnValue:
    if answers.is_json():
        g.refused_for = "second_factor"
        raise SecondFactorRequired
    security_log.log_event("access_refused", reason="second_factor")
    wanted = current_address() if request.method in SAFE_METHODS else ""
    return redirect(current_user.led_to_secure(wanted))


def _refusal_page(circles: tuple[Circle, ...]) -> ResponseReturnValue:
    if answers.is_json():
        abort(403)
    refusing = next((circle.refusal_page for circle in circles if circle.refusal_page is not None), None)
    return refusing(current_user) if refusing is not None else abort(403)


def current_address() -> str:
    """The address of this request; with its query string when it is a GET."""
    query = request.query_string.decode(errors="replace")
    return request.path + (f"?{query}" if query and request.method in SAFE_METHODS else "")


def _refuse_writes_by_safe_methods() -> None:
    if has_request_context() and request.method in SAFE_METHODS and not g.get("in_deferred_write"):
        raise db.WriteNotAllowed("a GET changes nothing that anybody could act on")
