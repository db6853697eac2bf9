"""What shifts hold of a person."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from chapter.people.verification import is_verified
from chapter.personal_data.declarations import Act, AsStaff, Blank, NotPersonal, PersonalTable
from chapter.personal_data.subjects import of_people, proved, typed_under_it
from chapter.security import throttle
from chapter.shifts.models import Opportunity, Shift, Signup
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.models.invitations import Invitation
from chapter.shifts.models.programs import Program
from chapter.shifts.rules import erasure

HERS = or_(of_people(Signup.person_id), typed_under_it(Signup.email_key))


def _past(then: datetime) -> ColumnElement[bool]:
    return Signup.shift_id.in_(select(Shift.id).where(Shift.ends_at < then))


TABLES = (
    NotPersonal(Program, reason="what hours are summed by", reasons={"name": "the program's own"}),
    NotPersonal(
        Opportunity,
        reason="what people are needed for; without its lead, it falls to the volunteer leads",
        reasons={"address": "where it takes place"},
        as_staff=(AsStaff(of_people(Opportunity.lead_id), Blank(lead_id=None)),),
    ),
    NotPersonal(Shift, reason="one stretch of time of an opportunity"),
    PersonalTable(
        Signup,
        export="signups",
        whose=HERS,
        shown=and_(HERS, proved(is_verified(Signup), Signup.email_key)),
        load=(joinedload(Signup.shift),),
        secrets="checkin_code nonce",
        left_out="email_key",
        reasons={
            "substitute_for_id": "another's signup, which this one substitutes",
            "last_scan_nonce": "of a form that was sent already; it opens nothing",
        },
        erasure=Act(erasure.erase_signups),
        due=_past,
        key=Signup.email_key,
        longest={"offered_why": 5000, "cancelled_why": 5000},
        limit=throttle.RSVP,
    ),
    PersonalTable(Invitation, export="invitations", whose=of_people(Invitation.person_id)),
    PersonalTable(Clearance, export="clearances", whose=of_people(Clearance.person_id)),
)
