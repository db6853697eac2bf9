"""Who is signed in: a cookie's secret, looked up in the table of sessions at each request."""

import hashlib

from flask import session as cookie
from sqlalchemy import select

from chapter import db
from chapter.gateways import clock
from chapter.people.models import Session
from chapter.people.viewer import Viewer

COOKIE_KEY = "sid"


def find_viewer() -> Viewer:
    """Whoever this request's cookie signs in, or a stranger."""
    secret = cookie.get(COOKIE_KEY)
    if not isinstance(secret, str):
        return Viewer()
    found = db.first(select(Session).where(Session.token_hash == hashed(secret)))
    return Viewer(found) if found is not None and found.alive(clock.now()) else Viewer()


def hashed(secret: str) -> str:
    """What is kept of a cookie's secret: SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
