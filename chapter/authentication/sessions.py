"""Who is signed in: Flask-Login finds the viewer by the cookie's secret, in the table of sessions, at each
request. The row is the truth: what ended, rested too long or was copied signs nobody in."""

import re
from datetime import datetime, timedelta

from flask import Flask, Response, g, request
from flask import session as cookie
from flask_login import LoginManager, login_user, logout_user

from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Session
from chapter.accounts.rules import sessions as rules
from chapter.accounts.viewer import Viewer, current_user
from chapter.authentication import device_cookies
from chapter.gateways import clock
from chapter.web.access import SAFE_METHODS
from chapter.web.deferred_writes import write_after_response

COOKIE_KEY = "_user_id"
"""Under which name Flask-Login keeps the secret in the cookie."""

UNREAD = ("_fresh", "_id")
"""What Flask-Login also writes into the cookie, for what we do not use: its own re-authentication, and the
protection that ends a session when network or browser change."""

SEEN_EVERY = timedelta(minutes=5)
BROWSERS = (
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
DEVICES = (
    ("an iPhone", r"iPhone"),
    ("an iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("a Mac", r"Macintosh|Mac OS X"),
    ("a Chromebook", r"CrOS"),
    ("Linux", r"Linux"),
)


class SessionManager(LoginManager):  # type: ignore[misc]  # flask-login ships no types
    """Flask-Login without its second cookie, which remembers people beyond a session: here the row alone says
    how long somebody is signed in."""

    def _load_user_from_remember_cookie(self, cookie: str) -> None:
        """Nobody is known by that cookie, whatever it holds."""

    def _update_remember_cookie(self, response: Response) -> Response:
        """Without asking for the session, which would have every response vary by the cookie, assets too."""
        return response


def register(app: Flask) -> None:
    """Let Flask-Login find the viewer of each request."""
    manager = SessionManager()
    manager.session_protection = None
    manager.anonymous_user = Viewer
    manager.user_loader(find_viewer)
    manager.init_app(app)


def find_viewer(secret: object) -> Viewer | None:
    """The viewer whose session has this secret: signed in, or awaiting the second factor. None when there is
    no such session, or it has ended."""
    found, now = accounts_queries.session_by_secret(secret) if isinstance(secret, str) else None, clock.now()
    if found is None or not (found.alive(now) or found.waits(now)):
        return None
    waits = found.waits(now)
    viewer = Viewer(None if waits else found, str(secret), awaiting=found if waits else None)
    g.viewer_number = viewer.number
    if not waits:
        _note_seen(found, now)
    return viewer


def awaiting_second_factor(now: datetime) -> Session | None:
    """The session of this request's cookie, when it waits for its second factor; else None."""
    waiting = current_user.awaiting
    return waiting if waiting is not None and waiting.waits(now) else None


def remember(secret: str) -> None:
    """Put the secret of a new session into this browser's cookie, in place of all it held, so that whatever
    an attacker may have planted there before is of no use."""
    cookie.clear()
    cookie.permanent = True
    login_user(find_viewer(secret) or Viewer())
    for name in UNREAD:
        cookie.pop(name, None)
    device_cookies.remember()


def forget() -> None:
    """Empty this browser's cookie: whoever used it is a visitor again."""
    logout_user()
    cookie.clear()


def browser_name() -> str:
    """Browser and system of this request, for the list of sessions, such as ``Firefox on Windows``."""
    given = request.user_agent.string
    name = next((name for name, mark in BROWSERS if re.search(mark, given)), "A browser")
    device = next((device for device, mark in DEVICES if re.search(mark, given)), "")
    return f"{name} on {device}" if device else name


def _note_seen(session: Session, now: datetime) -> None:
    if request.method in SAFE_METHODS and now >= session.seen_at + SEEN_EVERY:
        session_id = session.id
        write_after_response(lambda: rules.note_seen(session_id, now=now))
