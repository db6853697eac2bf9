"""Events of which nothing may still be undone: what time brings leaves the others alone until then."""

from sqlalchemy import select

from chapter import db
from chapter.broadcasts import queries as broadcasts
from chapter.events.models import Event

MOVED, CALLED_OFF = "events.moved", "events.called_off"
"""The kinds of broadcasts that tell of a move and of a cancelled event (chapter.events_office.broadcasts)."""

SETTLED = Event.id.not_in(broadcasts.held_records(Event, MOVED, CALLED_OFF))


def is_settled(event: Event) -> bool:
    """Whether nobody waits to be told that it was moved or cancelled."""
    return db.first(select(Event.id).where(Event.id == event.id, SETTLED)) is not None


def can_be_revived(event: Event) -> bool:
    """Whether ``event`` is canceled, which may still be undone."""
    return event.cancelled_at is not None and db.first(broadcasts.held_about(event, CALLED_OFF)) is not None
