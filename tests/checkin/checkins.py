"""What hands do at doors in tests."""

import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.checkin.models import DoorLink
from chapter.checkin.rules import checkins, door_links
from chapter.checkin.rules.checkins import CheckinInput, CheckinResult, Operator
from chapter.events.models import Event
from tests.browser import Browser, Page
from tests.factories import TODAY, an_event

SOON = TODAY + timedelta(hours=1)
_numbers = count(1)


def tonight(title: str = "The Long Table", **more: Any) -> Event:
    """An event that begins in an hour, so that its door is open."""
    more.setdefault("seats", 40)
    return an_event(title, starts_at=SOON, **more)


def a_link(event: Event, helper: str = "Halina", hours: int = 4) -> DoorLink:
    """A helper's link."""
    with db.writing():
        return door_links.make_door_link(event, helper, hours, by=Actor("guest"), now=TODAY)


def a_nonce() -> str:
    """The number of a move."""
    return f"move-{next(_numbers):08}"


def came_in(
    rsvp: Rsvp, *places: int, at: datetime = TODAY, offline: bool = False, nonce: str = ""
) -> CheckinInput:
    """A move that lets in those at ``places``; nobody named: she who booked."""
    return CheckinInput(nonce or a_nonce(), rsvp.public_id, places or (0,), at, offline=offline)


def take(
    event: Event, *sent: CheckinInput, by: Operator | None = None, now: datetime = TODAY
) -> list[CheckinResult]:
    """Let the server take moves."""
    with db.writing():
        return checkins.record_checkins(db.lock(event), sent, by=by or Operator(None), now=now)


def send(browser: Browser, address: str, *moves: dict[str, Any], sent_at: datetime = TODAY) -> Page:
    """Send moves as a phone does."""
    sent = json.dumps(moves)
    return browser.post(f"{address}/moves", follow=False, moves=sent, sent_at=sent_at.isoformat(), after="0")


def a_move(party: str, *, at: datetime = TODAY, **more: Any) -> dict[str, Any]:
    """A move as a phone writes it."""
    return {"nonce": a_nonce(), "party": party, "places": [0], "undoes": "", "at": at.isoformat(), **more}
