"""Who was at an event together, or will be: it lets members see what others show to people they know.

Only proved bookings count, of both: whoever types another's name and email shares nothing by it.
"""

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, or_, select
from sqlalchemy.orm import aliased

from chapter.bookings.models import Rsvp
from chapter.checkin.models import has_checkins
from chapter.events.models import Event
from chapter.people.verification import is_verified


def people_at_same_events(person_id: SQLColumnExpression[int] | int) -> Select[int]:
    """The ids of everybody who has a seat at an event at which this person has one, or came to one to which
    this person came.

    Waiting is not enough, nor is a seat that was given back, nor a cancelled event. As soon as anybody is
    checked in at an event, only those who are in count; where nobody ever was, a seat does.
    """
    other = aliased(Rsvp)
    own = (
        select(Rsvp.event_id)
        .join(Event, Event.id == Rsvp.event_id)
        .where(Rsvp.person_id == person_id, Event.cancelled_at.is_(None), *_was_there(Rsvp))
    )
    return select(other.person_id).where(other.event_id.in_(own), *_was_there(other))


def _was_there(rsvp: type[Rsvp]) -> tuple[ColumnElement[bool], ...]:
    came = or_(rsvp.came > 0, ~has_checkins(rsvp.event_id))
    return rsvp.seated_at.is_not(None), rsvp.cancelled_at.is_(None), is_verified(rsvp), came
