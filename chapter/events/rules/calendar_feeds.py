"""Calendar feeds: the address at which a calendar program reads one person's bookings; turned on, replaced,
turned off."""

from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.events.models.calendar_feeds import CalendarFeed
from chapter.people.models import Person
from chapter.security import signed_links


def renew_feed(person: Person, *, now: datetime) -> CalendarFeed:
    """Turn the person's feed on, under a new address; the old one stops working."""
    person = db.lock(person)
    feed = db.session.get(CalendarFeed, person.id)
    if feed is None:
        feed = CalendarFeed(person_id=person.id, made_at=now, link_version=1)
        db.session.add(feed)
    else:
        feed.link_version, feed.made_at, feed.ended_at = feed.link_version + 1, now, None
    audit.record("made a calendar address", person, by=person.actor, now=now)
    return feed


def end_feed(person: Person, *, now: datetime) -> None:
    """Turn the person's feed off."""
    person = db.lock(person)
    feed = db.session.get(CalendarFeed, person.id)
    if feed is not None and feed.ended_at is None:
        feed.ended_at = now
        audit.record("ended her calendar address", person, by=person.actor, now=now)


def feed_of(person_id: int) -> CalendarFeed | None:
    """The person's feed while it is on."""
    feed = db.session.get(CalendarFeed, person_id)
    return feed if feed is not None and feed.ended_at is None else None


def feed_or_404(token: str) -> CalendarFeed:
    """The feed that an address opens; NotFound (404) when it is turned off, replaced or made up."""
    open_ones = select(CalendarFeed).where(CalendarFeed.ended_at.is_(None))
    return signed_links.record_or_404(token, "calendar", open_ones)
