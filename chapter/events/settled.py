"""Events of which nothing may still be undone: what time brings leaves the others alone until then."""

from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from chapter.mail import holds

SETTLED = Event.id.not_in(holds.held_records(Event, "events.moved", "events.called_off"))


def is_settled(event: Event) -> bool:
    """Whether nobody waits to be told that it was moved or cancelled."""
    return db.first(select(Event.id).where(Event.id == event.id, SETTLED)) is not None
