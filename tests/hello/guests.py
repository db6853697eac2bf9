"""Rooms of people who want to meet somebody."""

from datetime import datetime

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.hello.rules import assignments
from chapter.office.rules import do_not_pair
from chapter.people.models import Person
from tests.checkin.checkins import came_in, take
from tests.factories import TODAY, a_booking, a_person


def a_guest(event: Event, name: str = "", offer: str = "", ask: str = "", email: str = "") -> Rsvp:
    booking = a_booking(event, name=name, email=email)
    with db.writing():
        booking.show_me, booking.ask_me, booking.looking_for = True, offer, ask
    return booking


def enters(event: Event, *parties: Rsvp) -> None:
    """The door lets them in as it begins."""
    moves = [came_in(one, at=event.starts_at) for one in parties]
    take(event, *moves, now=event.starts_at)


def arrange(event: Event, now: datetime = TODAY) -> int:
    seen = assignments.load_input(event, now=now)
    found = assignments.solve(seen)
    with db.writing():
        return assignments.assign(event, seen, found, now=now)


def keep_apart(one: Rsvp, other: Rsvp, by: Person | None = None) -> None:
    keeper = by or a_person()
    with db.writing():
        do_not_pair.keep_apart(one.person, other.person, "They asked for it", by=keeper, now=TODAY)
