"""Badges: the text on each, from which the PDF is made."""

from typing import Any

from chapter.bookings.guest_names import known_names
from chapter.bookings.models import Rsvp
from chapter.checkin.queries import bookings_with_seats
from chapter.documents import qr
from chapter.events.models import Event

SHEET, LABELS = "sheet", "labels"
KINDS = {SHEET: "Sheets of eight", LABELS: "Single labels"}


def badges_for_event(event: Event, kind: str) -> dict[str, Any]:
    """Every badge of ``event``, by name; a guest gets one when their name is known."""
    badges = [badge for rsvp in bookings_with_seats(event) for badge in _of_party(rsvp)]
    return {"title": event.title, "kind": kind, "badges": badges}


def _of_party(rsvp: Rsvp) -> list[dict[str, str]]:
    """The badge of whoever booked, with what they typed, and one for each guest's name, also when nobody has
    said yet which guests stay; all with the code that lets the party in."""
    code = qr.svg(rsvp.checkin_code).decode()
    own = {
        "name": rsvp.badge_name or rsvp.name,
        "organisation": rsvp.organisation,
        "pronouns": rsvp.pronouns,
        "ask": rsvp.ask_me,
        "looking": rsvp.looking_for,
        "code": code,
    }
    empty = dict.fromkeys(own, "")
    return [own, *({**empty, "name": name, "code": code} for name in known_names(rsvp.guest_names))]
