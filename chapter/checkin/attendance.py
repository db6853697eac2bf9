"""Who came to what: a counter for membership requirements (``COUNTER``), a filter of lists, and a sign
that somebody is not new (people.newcomers)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.checkin.models import has_checkins
from chapter.events.models import Event, EventStaff
from chapter.levels.counters import Counter
from chapter.people.newcomers import EarlierVisit
from chapter.people.verification import is_verified


def came(person_id: SQLColumnExpression[int], since: datetime, until: datetime) -> ScalarSelect[int]:
    """How many events the person in the column ``person_id`` came to, of those that ended from ``since`` to
    ``until``."""
    attended = select(func.count(func.distinct(Rsvp.event_id))).join(Event, Event.id == Rsvp.event_id)
    return attended.where(Rsvp.person_id == person_id, *_seen(since, until)).scalar_subquery()


def _came(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
    came = (
        select(Rsvp.person_id, func.count(func.distinct(Rsvp.event_id)))
        .join(Event, Event.id == Rsvp.event_id)
        .where(Rsvp.person_id.in_(person_ids), *_seen(since, until))
        .group_by(Rsvp.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(came)}


def _seen(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Events that are over and to which the person came; where nobody was checked in, for which they had a
    seat. Only proved bookings count: what somebody typed under their name is not attributed to them."""
    seated = and_(Rsvp.seated_at.is_not(None), Rsvp.cancelled_at.is_(None), ~has_checkins(Event.id))
    return (
        or_(Rsvp.came > 0, seated),
        is_verified(Rsvp),
        Event.cancelled_at.is_(None),
        Event.ends_at >= since,
        Event.ends_at < until,
    )


def _came_before(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """An event that was over, to which the person came, or had a seat and was not absent: where anybody was
    checked in, whoever was not let in was absent. Bookings given back, excused or only typed don't count."""
    own, past = aliased(Rsvp), aliased(Event)
    not_absent = and_(
        own.seated_at.is_not(None),
        own.cancelled_at.is_(None),
        own.excused_at.is_(None),
        ~has_checkins(past.id),
    )
    return exists().where(
        own.person_id == person_id, own.event_id == past.id, is_verified(own),
        past.ends_at <= before, past.cancelled_at.is_(None), or_(own.came > 0, not_absent),
    )  # fmt: skip


def _was_staff(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """The person led or greeted at an event that was over."""
    own, past = aliased(EventStaff), aliased(Event)
    return exists().where(
        own.person_id == person_id, own.event_id == past.id, own.ended_at.is_(None),
        past.ends_at <= before, past.cancelled_at.is_(None), past.published_at.is_not(None),
    )  # fmt: skip


CAME_BEFORE, WAS_STAFF = EarlierVisit("events", _came_before), EarlierVisit("event staff", _was_staff)
COUNTER = Counter("events", "events attended", _came, "Events you attend count.")
