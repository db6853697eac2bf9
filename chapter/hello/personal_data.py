"""What hellos hold of a person: whom they say they met, and what they promised."""

from sqlalchemy import or_

from chapter.hello.models.companions import Companion
from chapter.hello.models.hellos import AssignmentRun, Hello, Meeting, Promise
from chapter.hello.rules import companions
from chapter.personal_data.declarations import Act, NotPersonal, PersonalTable, Retained
from chapter.personal_data.subjects import of_bookings, of_people

TABLES = (
    PersonalTable(
        Hello,
        export="hellos",
        whose=of_bookings(Hello.helper_id, Hello.other_id),
        erasure=Retained("numbers of two bookings, which name nobody; the next assignment ends it"),
    ),
    NotPersonal(AssignmentRun, reason="from what the hellos of an event were last assigned"),
    PersonalTable(
        Meeting,
        export="people_met",
        whose=of_bookings(Meeting.rsvp_id, Meeting.other_id),
        shown=of_bookings(Meeting.rsvp_id),
    ),
    PersonalTable(
        Promise,
        export="promises",
        whose=or_(of_bookings(Promise.rsvp_id), of_people(Promise.person_id)),
        shown=of_bookings(Promise.rsvp_id),
        secrets="nonce",
    ),
    PersonalTable(
        Companion,
        export="companions",
        whose=or_(of_bookings(Companion.guest_id), of_people(Companion.person_id)),
        shown=or_(
            of_bookings(Companion.guest_id) & Companion.accepted_at.is_not(None),
            of_people(Companion.person_id),
        ),
        erasure=Act(companions.erase_past),
    ),
)
"""Who declined to meet a guest is not revealed."""
