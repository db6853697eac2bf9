"""What a person's timeline tells of events they came to."""

from collections.abc import Iterator

from sqlalchemy import and_

from chapter.bookings.models import Rsvp
from chapter.bookings.timeline import EVENTS, bookings_of
from chapter.events.models import Event
from chapter.people.timeline_sources import TimelineEntry, TimelineQuery, TimelineSource
from chapter.people.verification import is_verified


def _came(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    """Whoever was let in came; of others it is known that they had a seat."""
    let_in = bookings_of(asked).where(Rsvp.came > 0, is_verified(Rsvp))
    for rsvp in asked.latest(let_in, Rsvp.came_at):
        party = f"{rsvp.came} of {rsvp.party_size} came" if rsvp.party_size > 1 else ""
        yield TimelineEntry(rsvp.came_at, f"Came to {rsvp.event.title}", party)
    seated = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None), Event.cancelled_at.is_(None))
    over = bookings_of(asked).where(seated, Rsvp.came == 0, is_verified(Rsvp), Event.ends_at <= asked.now)
    for rsvp in asked.latest(over, Event.starts_at):
        yield TimelineEntry(rsvp.event.starts_at, f"Had a seat at {rsvp.event.title}")


SOURCES = (TimelineSource(EVENTS, _came),)
