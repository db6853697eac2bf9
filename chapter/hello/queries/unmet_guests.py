"""Guests who want to be met and have no companion shortly before an event: shown on Today to those who can
act."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.events import queries
from chapter.events.models import Event
from chapter.events.undo_window import SETTLED
from chapter.hello.models.companions import BUDDY, FIRST_ASK, MOST_GUESTS, Companion

SHORT_NOTICE = timedelta(hours=12)
"""So long before an event a companion must have accepted; before that it is enough that somebody
was asked."""

SEARCH_TIME = timedelta(minutes=15)
"""So long after a guest booked, somebody would have been asked automatically, if there were anybody."""


@dataclass(frozen=True)
class UnmetGuests:
    """How many guests of ``event`` have no companion."""

    event: Event
    guests: int


def unmet_soon(viewer: Viewer, now: datetime) -> list[UnmetGuests]:
    """The next events that the viewer manages with guests who would be left alone, and how many, in one
    statement. Guests who are checked in do not count."""
    met = exists().where(_is_for_her(), Companion.accepted_at.is_not(None))
    asked = exists().where(_is_for_her())
    tried = and_(Event.starts_at <= now + FIRST_ASK, Rsvp.queued_at <= now - SEARCH_TIME, ~asked)
    alone = (
        select(Rsvp.event_id, func.count().label("guests")).join(Event, Event.id == Rsvp.event_id)
        .where(
            Event.starts_at > now, Rsvp.arrival.in_(MOST_GUESTS), Rsvp.came == 0, bookings_queries.SEATED,
            Rsvp.erased_at.is_(None), Rsvp.excused_at.is_(None), ~met,
            or_(Event.starts_at <= now + SHORT_NOTICE, tried),
        )
        .group_by(Rsvp.event_id).subquery()
    )  # fmt: skip
    hers = queries.managed_by(viewer).where(
        Event.published_at.is_not(None), Event.cancelled_at.is_(None), SETTLED
    )
    found = hers.join(alone, alone.c.event_id == Event.id).add_columns(alone.c.guests)
    rows = db.session.execute(found.order_by(None).order_by(Event.starts_at, Event.id))
    return [UnmetGuests(event, guests) for event, guests in rows]


def _is_for_her() -> ColumnElement[bool]:
    """Somebody is asked to meet the guest; or the guest, who wished for a buddy, is asked to be somebody's
    buddy."""
    return and_(
        Companion.event_id == Rsvp.event_id, Companion.ended_at.is_(None),
        or_(
            Companion.guest_id == Rsvp.id,
            and_(Rsvp.arrival == BUDDY, Companion.kind == BUDDY, Companion.person_id == Rsvp.person_id),
        ),
    )  # fmt: skip
