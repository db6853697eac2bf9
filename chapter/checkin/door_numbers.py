"""After an event: who came, who did not, who had told somebody, and who of the new ones came again."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import SEATED
from chapter.checkin.door_lists import first_timers
from chapter.checkin.models import CheckinEvent
from chapter.events.models import Event

CAME, MISSED, EXCUSED = "came", "missed", "excused"
STATES: dict[str, ColumnElement[bool]] = {
    CAME: Rsvp.came > 0,
    MISSED: and_(SEATED, Rsvp.came == 0, Rsvp.excused_at.is_(None)),
    EXCUSED: and_(SEATED, Rsvp.came == 0, Rsvp.excused_at.is_not(None)),
}


@dataclass(frozen=True)
class DoorNumbers:
    """People with a seat and people who came; parties that did not, that had said so; new people.

    ``again`` are those of the new who came that have come to a later event, too.
    """

    seated: int
    came: int
    missed: int
    excused: int
    new: int
    again: int


def has_attendance(event: Event) -> bool:
    """Whether who came was recorded at the door."""
    return db.session.scalar(select(exists().where(CheckinEvent.event_id == event.id))) or False


def door_numbers_of(event: Event) -> DoorNumbers:
    """How many came, did not come, or were new, of one event."""
    seated, came, missed, excused = db.session.execute(
        select(
            func.coalesce(func.sum(Rsvp.party_size).filter(SEATED), 0),
            func.coalesce(func.sum(Rsvp.came), 0),
            func.count().filter(STATES[MISSED]),
            func.count().filter(STATES[EXCUSED]),
        ).where(Rsvp.event_id == event.id)
    ).one()
    here = select(Rsvp.person_id).where(Rsvp.event_id == event.id, Rsvp.came > 0)
    new = first_timers(event) & set(db.session.scalars(here))
    later = (
        select(func.count(func.distinct(Rsvp.person_id)))
        .join(Event, Event.id == Rsvp.event_id)
        .where(Rsvp.person_id.in_(new), Rsvp.came > 0, Event.starts_at > event.starts_at)
    )
    return DoorNumbers(seated, came, missed, excused, len(new), db.session.scalar(later) or 0)


def parties_by_state(event: Event, state: str) -> Select[Rsvp]:
    """The parties of one of ``STATES``, by name."""
    return select(Rsvp).where(Rsvp.event_id == event.id, STATES[state]).order_by(Rsvp.name_key, Rsvp.id)
