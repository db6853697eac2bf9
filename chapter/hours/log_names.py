"""What the log says of hours, of who came to a shift, and of thanks for it."""

from flask import url_for
from sqlalchemy import select

from chapter.audit.log_fields import Field, amount
from chapter.audit.log_kinds import LogKind, LogVerbs, RecordName, names_from
from chapter.hours.models.hours import Hours
from chapter.hours.models.rates import HourRate
from chapter.people.log_names import through_person, with_page
from chapter.people.models import Person
from chapter.settings.models import Chapter
from chapter.shifts.models import Shift, Signup


def _entry(name: str, public_id: str) -> RecordName:
    return with_page(name, "hours_office.person", public_id)


def _rate(year: int) -> RecordName:
    return RecordName(str(year), url_for("hours_office.rates"))


LOGGED = (
    LogVerbs(Person, {"thanked": "thanked for the help of"}),
    LogVerbs(Chapter, {"asked for letters": "sent the year’s thank-you letters:"}),
    LogVerbs(
        Shift,
        {"closed": "closed the shift", "opened again": "reopened the shift"},
        {"closed_at": Field("Closed")},
    ),
    LogVerbs(
        Signup,
        {
            "checked in": "checked in for a shift:",
            "checked out": "checked out of a shift:",
            "took back": "undid a check-in or check-out of",
            "missed": "missed a volunteer at a shift (no-show):",
        },
        {
            "came_at": Field("Checked in"), "left_at": Field("Checked out"), "no_show": Field("No-show"),
            "no_show_at": Field("No-show"), "excused_at": Field("Excused"),
        },
    ),
    LogKind(
        Hours,
        {
            "booked hours": "recorded hours from check-in for",
            "took back hours": "undid the hours of",
            "logged hours": "logged hours of",
            "corrected hours": "corrected hours of",
        },
        {"day": Field("Day")},
        label="Hours",
        names=through_person(Hours, Hours.person_id, _entry),
    ),
    LogKind(
        HourRate,
        {"set the value of an hour": "set the value of an hour in"},
        {"cents": Field("Value of an hour", amount)},
        label="Value of an hour",
        names=names_from(select(HourRate.id, HourRate.year), _rate),
    ),
)  # fmt: skip
