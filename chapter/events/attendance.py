"""Who came to what: ticks "events she came to" in what a level of membership asks for, and narrows lists."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, and_, func, or_, select

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.events.models.door import was_used
from chapter.membership.counters import Counter
from chapter.people.proof import is_proved


def came(person_id: SQLColumnExpression[int], since: datetime, until: datetime) -> ScalarSelect[int]:
    """How many events the person of that column came to, of those that ended from ``since`` to ``until``."""
    hers = select(func.count(func.distinct(Rsvp.event_id))).join(Event, Event.id == Rsvp.event_id)
    return hers.where(Rsvp.person_id == person_id, *_seen(since, until)).scalar_subquery()


def _came(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
    came = (
        select(Rsvp.person_id, func.count(func.distinct(Rsvp.event_id)))
        .join(Event, Event.id == Rsvp.event_id)
        .where(Rsvp.person_id.in_(person_ids), *_seen(since, until))
        .group_by(Rsvp.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(came)}


def _seen(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Events that are over and to which she came; where no door kept who came, for which she had a seat. Only
    bookings that are proved: what somebody typed under her name is not told as hers."""
    seated = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None), ~was_used(Event.id))
    return (
        or_(Rsvp.came > 0, seated),
        is_proved(Rsvp),
        Event.cancelled_at.is_(None),
        Event.ends_at >= since,
        Event.ends_at < until,
    )


COUNTER = Counter("events", "events she came to", _came)
