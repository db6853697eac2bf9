"""Somebody types a name and an email, and whoever holds the mailbox presses, for tests."""

from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.mail.models import Mail
from chapter.people.verification import TYPED
from tests.browser import Browser, Page
from tests.factories import a_booking

PRIYA: dict[str, Any] = {"name": "Priya Raghunathan", "email": "priya@raghunathan.test"}


def typed(event: Event, **more: Any) -> Rsvp:
    """Somebody typed Priya’s name and email, and did not sign in."""
    return a_booking(event, proof=TYPED, **{**PRIYA, **more})


def book(client: Browser, event: Event, **fields: Any) -> Page:
    """Type Priya’s name and email on the event’s page."""
    return client.get(f"/events/{event.slug}").form("/rsvp").fill(**{**PRIYA, **fields}).press()


def press(client: Browser, rsvp: Rsvp, what: str = "me") -> Page:
    """A button of the page behind the mail’s link."""
    return client.get(f"/rsvp/{rsvp.token}").form(f"/{what}").press()


def kinds() -> list[str]:
    """What kinds of mail were written, in order."""
    return list(db.session.scalars(select(Mail.kind).order_by(Mail.id)))
