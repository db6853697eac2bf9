"""Events with nothing left to undo: scheduled jobs leave the others alone until then."""

from sqlalchemy import select

from chapter import db
from chapter.broadcasts import queries as broadcasts
from chapter.events.models import Event

MOVED, CALLED_OFF = "events.moved", "events.called_off"
"""The kinds of broadcasts that announce a move and a cancellation (chapter.events_office.broadcasts)."""

SETTLED = Event.id.not_in(broadcasts.held_records(Event, MOVED, CALLED_OFF))


def is_settled(event: Event) -> bool:
    """The condition that no broadcast of a move or cancellation of the event is pending."""
    return db.first(select(Event.id).where(Event.id == event.id, SETTLED)) is not None


def can_be_revived(event: Event) -> bool:
    """Whether ``event`` is cancelled and that may still be undone."""
    return event.cancelled_at is not None and db.first(broadcasts.held_about(event, CALLED_OFF)) is not None
