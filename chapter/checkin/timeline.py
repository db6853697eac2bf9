"""What a person's timeline tells of bookings, and of events they came to."""

from collections.abc import Iterator

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload

from chapter.bookings.models import REFUNDED, TAKEN_BACK, UNPAID, Rsvp
from chapter.events.models import Event
from chapter.membership.status import DEPARTURES
from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource
from chapter.people.verification import is_verified
from chapter.plurals import agree

WITHOUT_MONEY = {UNPAID: "Did not pay in time for", REFUNDED: "Was refunded for"}
EVENTS = TimelineKind("events", "Events", 10)


def _bookings_of(asked: TimelineQuery) -> Select[Rsvp]:
    """The person's bookings, each with its event."""
    hers = select(Rsvp).join(Rsvp.event).options(joinedload(Rsvp.event))
    return hers.where(Rsvp.person_id == asked.person.id)


def _bookings(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    for rsvp in asked.latest(_bookings_of(asked), Rsvp.created_at):
        why = "" if rsvp.proved else "Not confirmed yet"
        yield TimelineEntry(rsvp.created_at, f"Booked {_seats(rsvp)} for {rsvp.event.title}", why)
    ended = _bookings_of(asked).where(Rsvp.cancelled_at.is_not(None))
    for rsvp in asked.latest(ended, Rsvp.cancelled_at):
        yield TimelineEntry(rsvp.cancelled_at, f"{_ended(rsvp)} {rsvp.event.title}")


def _ended(rsvp: Rsvp) -> str:
    """How the booking ended, and by whom, in words that an event's title follows."""
    if rsvp.called_off:
        return "Event canceled:"
    if rsvp.lapsed:
        return f"Did not answer an offer of {_seats(rsvp)} for"
    if rsvp.cancellation_cause in WITHOUT_MONEY:
        return f"{WITHOUT_MONEY[rsvp.cancellation_cause]} {_seats(rsvp)} for"
    if rsvp.cancellation_cause in DEPARTURES:
        return f"No longer has {_seats(rsvp)} for"
    if rsvp.cancellation_cause == TAKEN_BACK:
        return "Walk-in undone:"
    if rsvp.cancellation_cause == "person":
        return "Booking canceled by staff:"
    return f"Canceled {_seats(rsvp)} for" if rsvp.seated_at else "Left the waitlist for"


def _seats(rsvp: Rsvp) -> str:
    return agree(rsvp.party_size, "one seat", f"{rsvp.party_size} seats")


def _came(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    """Whoever was let in came; of others it is known that they had a seat."""
    let_in = _bookings_of(asked).where(Rsvp.came > 0, is_verified(Rsvp))
    for rsvp in asked.latest(let_in, Rsvp.came_at):
        party = f"{rsvp.came} of {rsvp.party_size} came" if rsvp.party_size > 1 else ""
        yield TimelineEntry(rsvp.came_at, f"Came to {rsvp.event.title}", party)
    seated = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None), Event.cancelled_at.is_(None))
    over = _bookings_of(asked).where(seated, Rsvp.came == 0, is_verified(Rsvp), Event.ends_at <= asked.now)
    for rsvp in asked.latest(over, Event.starts_at):
        yield TimelineEntry(rsvp.event.starts_at, f"Had a seat at {rsvp.event.title}")


SOURCES = (TimelineSource(EVENTS, _bookings, tells=(Rsvp,)), TimelineSource(EVENTS, _came))
