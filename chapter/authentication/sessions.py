"""Who is signed in: the cookie's secret, looked up in the table of sessions at each request."""

import re
from datetime import datetime, timedelta

from flask import g, request
from flask import session as cookie

from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Session
from chapter.accounts.rules import sessions as rules
from chapter.accounts.viewer import Viewer
from chapter.authentication import device_cookies
from chapter.gateways import clock
from chapter.web.access import SAFE_METHODS
from chapter.web.deferred_writes import write_after_response

COOKIE_KEY = "sid"
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


def find_viewer() -> Viewer:
    """The viewer whom this request's cookie signs in, or a visitor."""
    found, now = _named(), clock.now()
    if found is None or not found.alive(now):
        return Viewer()
    _note_seen(found, now)
    return Viewer(found)


def awaiting_second_factor(now: datetime) -> Session | None:
    """The session of this request's cookie, when it waits for its second factor; else None."""
    found = _named()
    return found if found is not None and found.waits(now) else None


def remember(secret: str) -> None:
    """Put the secret of a new session into this browser's cookie, in place of all it held, so that whatever
    an attacker may have planted there before is of no use."""
    cookie.clear()
    cookie.permanent = True
    cookie[COOKIE_KEY] = secret
    g.pop("viewer", None)
    device_cookies.remember()


def forget() -> None:
    """Empty this browser's cookie."""
    cookie.clear()
    g.pop("viewer", None)


def browser_name() -> str:
    """Browser and system of this request, for the list of sessions, such as ``Firefox on Windows``."""
    given = request.user_agent.string
    name = next((name for name, mark in BROWSERS if re.search(mark, given)), "A browser")
    device = next((device for device, mark in DEVICES if re.search(mark, given)), "")
    return f"{name} on {device}" if device else name


def _named() -> Session | None:
    secret = cookie.get(COOKIE_KEY)
    return accounts_queries.session_by_secret(secret) if isinstance(secret, str) else None


def _note_seen(session: Session, now: datetime) -> None:
    if request.method in SAFE_METHODS and now >= session.seen_at + SEEN_EVERY:
        session_id = session.id
        write_after_response(lambda: rules.note_seen(session_id, now=now))
