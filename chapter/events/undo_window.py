"""Events of which nothing may still be undone: what time brings leaves the others alone until then."""

from sqlalchemy import select

from chapter import db
from chapter.broadcasts import queries
from chapter.events.models import Event

CALLED_OFF = "events.called_off"
"""The kind of telling; publishing, which tells it, looks down on this."""

SETTLED = Event.id.not_in(queries.held_records(Event, "events.moved", CALLED_OFF))


def is_settled(event: Event) -> bool:
    """Whether nobody waits to be told that it was moved or cancelled."""
    return db.first(select(Event.id).where(Event.id == event.id, SETTLED)) is not None


def can_be_revived(event: Event) -> bool:
    """Whether ``event`` is canceled, which may still be undone."""
    return event.cancelled_at is not None and db.first(queries.held_about(event, CALLED_OFF)) is not None
