"""Ticks "events she came to" in what a level of membership asks for."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.membership.counters import Counter


def _came(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
    """Events that are over and for which she had a seat: until the door keeps who came, a seat counts."""
    came = (
        select(Rsvp.person_id, func.count(func.distinct(Rsvp.event_id)))
        .join(Event, Event.id == Rsvp.event_id)
        .where(
            Rsvp.person_id.in_(person_ids),
            Rsvp.seated_at.is_not(None),
            Rsvp.cancelled_at.is_(None),
            Event.cancelled_at.is_(None),
            Event.ends_at >= since,
            Event.ends_at < until,
        )
        .group_by(Rsvp.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(came)}


COUNTER = Counter("events", "events she came to", _came)
