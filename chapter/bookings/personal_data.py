"""What bookings hold of a person; the seats stay counted."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from chapter.bookings.models import ARRIVALS, Rsvp
from chapter.bookings.models.followups import ANSWERS, Opinion
from chapter.bookings.rules import erasure
from chapter.events.models import Event
from chapter.personal_data.declarations import Act, Blank, PersonalTable, Section
from chapter.personal_data.subjects import of_bookings, typed
from chapter.security import throttle


def _past(then: datetime) -> ColumnElement[bool]:
    return Rsvp.event_id.in_(select(Event.id).where(Event.ends_at < then))


TABLES = (
    PersonalTable(
        Rsvp,
        export="bookings",
        section=Section("bookings/public/_my_bookings.html", 1, lambda *_: {"arrivals": ARRIVALS}),
        whose=typed(Rsvp.person_id, Rsvp.email_key),
        load=(joinedload(Rsvp.event),),
        order=(select(Event.starts_at).where(Event.id == Rsvp.event_id).scalar_subquery().desc(), Rsvp.id),
        secrets="checkin_code nonce",
        left_out="name_key email_key",
        erasure=Act(erasure.erase_bookings),
        due=_past,
        key=Rsvp.email_key,
        mails_to_herself=True,
        longest={"guest_names": 50_000, "seated_why": 5000, "offered_why": 5000, "cancelled_why": 5000},
        limit=throttle.RSVP,
    ),
    PersonalTable(
        Opinion,
        export="opinions",
        section=Section("bookings/public/_my_opinions.html", 8, lambda *_: {"answers": ANSWERS}),
        whose=of_bookings(Opinion.rsvp_id),
        load=(joinedload(Opinion.rsvp).joinedload(Rsvp.event),),
        erasure=Blank(words="", named=False),
        longest={"words": 2000},
    ),
)
