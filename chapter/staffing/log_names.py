"""What the log says of when volunteers are free, who was invited, and clearances."""

from sqlalchemy import select

from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import LogKind, LogVerbs, RecordName, names_from
from chapter.opportunities.log_names import volunteer_name, with_shift
from chapter.people.log_names import through_person, with_page
from chapter.people.models import Person
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.models import CLEARANCES
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.models.invitations import Invitation


def _clearance(name: str, public_id: str) -> RecordName:
    return with_page(name, "staffing_office.clearances", public_id)


LOGGED = (
    LogVerbs(
        Person,
        {"said when she is free": "edited the volunteering preferences of"},
        {"hours_a_month": Field("Hours a month"), "available": Field("Free on")},
    ),
    LogKind(
        Invitation,
        {"invited": "invited to a shift:"},
        {"shift": Field(hidden=True)},
        label="Invitations to shifts",
        untold="who takes the shift is told of",
        names=names_from(
            with_shift(select(Invitation.id, Person.name).join(Invitation.person).join(Invitation.shift)),
            volunteer_name,
        ),
    ),
    LogKind(
        Clearance,
        {"noted": "noted a training or check of", "withdrew": "removed a training or check of"},
        {"kind": one_of(CLEARANCES)},
        label="Training and background checks",
        untold="her page shows what she is cleared for, and until when",
        names=through_person(Clearance, Clearance.person_id, _clearance),
        readers=(clearance_keepers,),
    ),
)
