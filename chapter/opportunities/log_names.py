"""What the log says of what the office does with opportunities, shifts and programs."""

from flask import url_for
from sqlalchemy import select

from chapter.audit.log_fields import Field, names_by, one_of
from chapter.audit.log_kinds import LogKind, LogVerbs, RecordName, names_from
from chapter.broadcasts.log_names import HELD
from chapter.events.models import Event
from chapter.opportunities import recurrence
from chapter.shifts.models import AUDIENCES, HOURS_RULES, KINDS, Opportunity, Shift
from chapter.shifts.models.programs import Program


def _program(name: str) -> RecordName:
    return RecordName(name, url_for("opportunities_office.programs"))


LOGGED = (
    LogVerbs(
        Opportunity,
        {
            **HELD,
            "wrote down": "wrote down the opportunity",
            "published": "published",
            "cancelled": "canceled the opportunity",
            "added shifts": "added shifts to",
        },
        {
            "slug": Field("Address of the page"), "zone": Field("Time zone"), "kind": one_of(KINDS, "When"),
            "event_id": Field("Event", refers=names_by(select(Event.id, Event.title))),
            "program_id": Field("Program", refers=names_by(select(Program.id, Program.name))),
            "audience": one_of(AUDIENCES, "For"), "hours_rule": one_of(HOURS_RULES, "Hours"),
            "from_job": Field("Guests who ask for a small job take places here"),
            "needs_background": Field("Needs a background check"), "told": Field("People told"),
            "rrule": Field("Again", recurrence.in_words), "shifts": Field("Shifts added"),
        },
    ),
    LogVerbs(
        Shift,
        {**HELD, "changed": "changed the shift", "moved": "moved with its event the shift"},
        {
            "starts_wall": Field("Begins"), "ends_wall": Field("Ends"), "capacity": Field("Places"),
            "minimum": Field("It cannot do without"), "label": Field("As what"),
            "cancelled": Field("Canceled"),
        },
    ),
    LogKind(
        Program,
        {"wrote down": "wrote down the program"},
        label="Programs",
        names=names_from(select(Program.id, Program.name), _program),
    ),
)  # fmt: skip
