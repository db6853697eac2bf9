"""The mails that bookings cause. Each is one letter; rules queue them."""

from typing import Any

from chapter.events import words
from chapter.events.models import Rsvp
from chapter.mail.letters import write
from chapter.mail.rules import Letter

BOOKING_LINK, CALENDAR, TICKET = "events.booking", "events.calendar", "events.ticket"
"""Makers that the outbox calls at sending (registered in chapter.events.places)."""


def confirmed(rsvp: Rsvp) -> Letter:
    """Her seats are saved; with calendar file and check-in code."""
    return _about(rsvp, "confirmed", enclosures=((CALENDAR, rsvp.id), (TICKET, rsvp.id)))


def waiting(rsvp: Rsvp, place: int) -> Letter:
    """She waits, at ``place`` in line."""
    return _about(rsvp, "waiting", in_line=words.in_line(place, rsvp.size))


def already(rsvp: Rsvp) -> Letter:
    """Somebody sent the form with her name and e-mail; she has a booking already."""
    return _about(rsvp, "already")


def changed(rsvp: Rsvp, before: int) -> Letter:
    """How many come has changed from ``before``."""
    return _about(rsvp, "changed", before=before, enclosures=((CALENDAR, rsvp.id),) if rsvp.going else ())


def cancelled(rsvp: Rsvp) -> Letter:
    """She has given her seats, or her place in line, back; or staff did, and say why."""
    return _about(rsvp, "cancelled")


def seated(rsvp: Rsvp) -> Letter:
    """Places came free and are hers; with the sentence why."""
    return _about(rsvp, "seated", enclosures=((CALENDAR, rsvp.id), (TICKET, rsvp.id)))


def moved_up(rsvp: Rsvp) -> Letter:
    """Staff put her party at the front of the line."""
    return _about(rsvp, "moved_up")


def found(rsvp: Rsvp) -> Letter:
    """Her link once more, because somebody asked for it or staff sent it again."""
    enclosures = ((CALENDAR, rsvp.id), (TICKET, rsvp.id)) if rsvp.going else ()
    return _about(rsvp, "found", enclosures=enclosures)


def _about(rsvp: Rsvp, name: str, enclosures: tuple[tuple[str, int], ...] = (), **context: Any) -> Letter:
    return write(
        f"events.{name}",
        rsvp=rsvp,
        event=rsvp.event,
        words=words,
        places={"booking": (BOOKING_LINK, rsvp.id)},
        enclosures=enclosures,
        about=("rsvps", rsvp.id),
        **context,
    )
