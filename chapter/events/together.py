"""Who was at an event together, or will be: what lets members see what others show to those they know."""

from sqlalchemy import Select, SQLColumnExpression, select
from sqlalchemy.orm import aliased

from chapter.events.models import Event, Rsvp


def seated_with(person_id: SQLColumnExpression[int] | int) -> Select[int]:
    """The numbers of everybody who has or had a seat at an event at which this person has or had one.

    Waiting is not enough, nor is a seat that was given back, nor an event that was called off.
    """
    other = aliased(Rsvp)
    hers = (
        select(Rsvp.event_id)
        .join(Event, Event.id == Rsvp.event_id)
        .where(
            Rsvp.person_id == person_id,
            Rsvp.seated_at.is_not(None),
            Rsvp.cancelled_at.is_(None),
            Event.cancelled_at.is_(None),
        )
    )
    return select(other.person_id).where(
        other.event_id.in_(hers), other.seated_at.is_not(None), other.cancelled_at.is_(None)
    )
