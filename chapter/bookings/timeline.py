"""What a person's timeline tells of bookings."""

from collections.abc import Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from chapter.bookings.models import TAKEN_BACK, Rsvp
from chapter.membership.status import DEPARTURES
from chapter.people.timeline_sources import TimelineEntry, TimelineKind, TimelineQuery, TimelineSource

EVENTS = TimelineKind("events", "Came and booked", 10)


def bookings_of(asked: TimelineQuery) -> Select[Rsvp]:
    """The person's bookings, each with its event."""
    hers = select(Rsvp).join(Rsvp.event).options(joinedload(Rsvp.event))
    return hers.where(Rsvp.person_id == asked.person.id)


def _bookings(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    for rsvp in asked.latest(bookings_of(asked), Rsvp.created_at):
        why = "" if rsvp.proved else "Not confirmed yet"
        yield TimelineEntry(rsvp.created_at, f"Booked {_seats(rsvp)} for {rsvp.event.title}", why)
    ended = bookings_of(asked).where(Rsvp.cancelled_at.is_not(None))
    for rsvp in asked.latest(ended, Rsvp.cancelled_at):
        yield TimelineEntry(rsvp.cancelled_at, f"{_ended(rsvp)} {rsvp.event.title}")


def _ended(rsvp: Rsvp) -> str:
    """How the booking ended, and by whom, in words that an event's title follows."""
    if rsvp.called_off:
        return "Event canceled:"
    if rsvp.lapsed:
        return f"Did not answer an offer of {_seats(rsvp)} for"
    if rsvp.cancelled_by in DEPARTURES:
        return f"No longer has {_seats(rsvp)} for"
    if rsvp.cancelled_by == TAKEN_BACK:
        return "Was let in by mistake, which was taken back:"
    if rsvp.cancelled_by == "person":
        return "Was taken off the list of"
    return f"Gave back {_seats(rsvp)} for" if rsvp.seated_at else "Left the waitlist of"


def _seats(rsvp: Rsvp) -> str:
    return "one seat" if rsvp.party_size == 1 else f"{rsvp.party_size} seats"


SOURCES = (TimelineSource(EVENTS, _bookings),)
