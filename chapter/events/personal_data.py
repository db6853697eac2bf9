"""What events hold of a person: who stands on their staff, and a feed of their own."""

from sqlalchemy import func

from chapter.events.models import Event, EventStaff
from chapter.events.models.calendar_feeds import CalendarFeed
from chapter.events.rules import staff
from chapter.personal_data.declarations import NOW, Act, Blank, NotExported, NotPersonal, PersonalTable
from chapter.personal_data.subjects import of_people

TABLES = (
    NotPersonal(
        Event,
        reason="something people come to, as the chapter shows it",
        reasons={"address": "where it takes place"},
    ),
    PersonalTable(
        EventStaff,
        export=NotExported("who leads or greets at an event; it stands on their own page"),
        whose=of_people(EventStaff.person_id),
        erasure=Act(staff.erase),
    ),
    PersonalTable(
        CalendarFeed,
        export=NotExported("an address that opens their bookings, which are exported themselves"),
        whose=of_people(CalendarFeed.person_id),
        secrets="public_id",
        erasure=Blank(ended_at=func.coalesce(CalendarFeed.ended_at, NOW)),
    ),
)
