"""The viewer of a page, and the circles that routes are open to."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import flask_login
from flask import current_app, url_for
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account, Session
from chapter.audit import Actor
from chapter.people.models import STAFF, Person, RoleGrant
from chapter.people.verification import ACCOUNT, MAILBOX
from chapter.web.access import Circle


@dataclass
class Viewer:
    """Somebody who signed in, or a visitor (``session`` None): what Flask-Login calls a user."""

    session: Session | None = None
    secret: str = ""
    """What the browser's cookie holds for the session, by which Flask-Login finds the viewer again."""

    awaiting: Session | None = None
    """The session of a visitor who gave a password and owes the second factor: it signs nobody in."""

    known: dict[str, Any] = field(default_factory=dict)
    """Cache for what packages above look up about the viewer during this request."""

    @property
    def is_authenticated(self) -> bool:
        """Whether the viewer is signed in: not while a second factor is awaited."""
        return self.session is not None

    @property
    def is_anonymous(self) -> bool:
        """Whether the viewer is a visitor."""
        return not self.is_authenticated

    @property
    def is_active(self) -> bool:
        """Whether there is a session to keep in the cookie, be it one that awaits its second factor."""
        return self.session is not None or self.awaiting is not None

    def get_id(self) -> str | None:
        """The secret of the viewer's session, which Flask-Login keeps in the cookie; None for a visitor."""
        return self.secret or None

    @property
    def number(self) -> int | None:
        """The id of the viewer's person; None for a visitor."""
        return self.session.account.person_id if self.session is not None else None

    @property
    def open_session(self) -> Session:
        """The session in which the viewer is signed in. Raises LookupError for a visitor."""
        if self.session is None:
            raise LookupError("a stranger has no account")
        return self.session

    @property
    def account(self) -> Account:
        """The viewer's account. Raises LookupError for a visitor."""
        return self.open_session.account

    @property
    def person(self) -> Person:
        """The viewer's person. Raises LookupError for a visitor."""
        return self.account.person

    @property
    def called(self) -> str:
        """What the page calls the viewer; empty for a visitor."""
        return self.person.first_name if self.session else ""

    @property
    def actor(self) -> Actor:
        """The viewer, as the audit log names them."""
        return self.person.actor if self.session else Actor("guest")

    @cached_property
    def held(self) -> frozenset[str]:
        """The roles the viewer holds now; read once per request, and only when needed."""
        if self.session is None:
            return frozenset()
        given = select(RoleGrant.role).where(
            RoleGrant.person_id == self.account.person_id, RoleGrant.ended_at.is_(None)
        )
        return frozenset(db.session.scalars(given))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that open pages: all that are held; staff roles only with a second factor."""
        return self.held - STAFF if self.must_secure else self.held

    @property
    def secured(self) -> bool:
        """Whether the viewer may read what requires a second factor: they have one, or this is the demo."""
        if self.session is None:
            return False
        return self.account.secured_at is not None or not current_app.config["STAFF_NEED_SECOND_FACTOR"]

    @property
    def must_secure(self) -> bool:
        """Whether the viewer is staff and has to set up a second factor before the office opens."""
        return self.session is not None and not self.secured and not self.held.isdisjoint(STAFF)

    def led_to_secure(self, wanted: str) -> str:
        """The URL for setting up a second factor, which leads on to ``wanted`` afterwards; empty: to the
        start page."""
        return url_for("authentication_portal.secure_account", next=wanted or None)

    def proved(self, now: datetime) -> bool:
        """Whether the viewer proved who they are a short while ago."""
        return self.session is not None and self.session.proved(now)

    def has(self, *roles: str) -> bool:
        """Whether the viewer holds one of ``roles``; the managing director holds them all."""
        return not self.roles.isdisjoint({*roles, "director"})


current_user: Viewer = flask_login.current_user
"""Whoever looks at this page: looked up when first asked for, once for each request."""


def _staff(viewer: Viewer) -> bool:
    return not viewer.roles.isdisjoint(STAFF)


strangers = Circle("not signed in", lambda viewer: viewer.is_anonymous)
signed_in = Circle("signed in", lambda viewer: viewer.is_authenticated)
staff = Circle("staff", _staff)
directors = Circle("managing directors", lambda viewer: viewer.has("director"))
volunteer_leads = Circle("people with the Volunteers role", lambda viewer: viewer.has("volunteers"))
event_leads = Circle("people with the Events role", lambda viewer: viewer.has("events"))
comms = Circle("people with the Communications role", lambda viewer: viewer.has("comms"))
treasurers = Circle("treasurers", lambda viewer: viewer.has("treasurer"))


def verification_by_press(viewer: Viewer, person_id: int | None) -> str:
    """What a click behind a mailed link proves about that person: ACCOUNT if they are signed in, else
    MAILBOX."""
    return ACCOUNT if viewer.is_authenticated and viewer.person.id == person_id else MAILBOX
