"""What the door holds of a person."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from chapter.checkin.models import CheckinEvent, DoorLink
from chapter.checkin.models.shifts import ShiftCheckinEvent
from chapter.events.models import Event
from chapter.personal_data.declarations import Blank, NotExported, PersonalTable, Retained
from chapter.personal_data.subjects import of_bookings, of_signups

OPERATOR = {"by_person_id": "who stood at the door"}


def _past(then: datetime) -> ColumnElement[bool]:
    over = select(Event.id).where(Event.ends_at < then)
    return and_(DoorLink.event_id.in_(over), DoorLink.helper != "")


TABLES = (
    PersonalTable(
        DoorLink,
        export=NotExported("what staff call a helper who is known by nothing else"),
        erasure=Blank(helper=""),
        due=_past,
        reasons={"helper": "nobody can show that it is theirs; it goes when the event is long over"},
    ),
    PersonalTable(
        CheckinEvent,
        export="at_the_door",
        whose=of_bookings(CheckinEvent.rsvp_id),
        secrets="nonce",
        left_out="party_numbers",
        reasons=OPERATOR,
        erasure=Retained("numbers and times, for the event's own count"),
        longest={"party_numbers": 10_000},
    ),
    PersonalTable(
        ShiftCheckinEvent,
        export=NotExported("presses at the door; what came of them stands in the signup"),
        whose=of_signups(ShiftCheckinEvent.signup_id),
        secrets="nonce",
        reasons=OPERATOR,
        erasure=Retained("times, which name nobody"),
    ),
)
