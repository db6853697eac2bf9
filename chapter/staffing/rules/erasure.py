"""What is stored of a volunteer: for a person's access to their data, and for its erasure.

Minutes and days stay, without a name: they are sums in the chapter's reports.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.hours.models.hours import Hours
from chapter.hours.models.thanks import Thanks
from chapter.shifts.models import Signup
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.models.invitations import Invitation
from chapter.staffing.models.profiles import VolunteerProfile


@dataclass(frozen=True)
class VolunteerRecords:
    """A person's shifts, hours, invitations, clearances, preferences, and thanks to them."""

    signups: list[Signup]
    hours: list[Hours]
    invitations: list[Invitation]
    clearances: list[Clearance]
    profiles: list[VolunteerProfile]
    thanks: list[Thanks]

    def without(self, person_ids: Collection[int]) -> "VolunteerRecords":
        """The records without those of these people."""
        return VolunteerRecords(
            *(
                [row for row in getattr(self, field.name) if row.person_id not in person_ids]
                for field in fields(VolunteerRecords)
            )
        )


def records_of(person_ids: Collection[int], email_key: str = "") -> VolunteerRecords:
    """The records of these people; one statement finds that most have none."""
    theirs: ColumnElement[bool] = Signup.person_id.in_(person_ids)
    if email_key:
        theirs = or_(theirs, Signup.email_key == email_key)
    owned: tuple[Any, ...] = (Hours, Invitation, Clearance, VolunteerProfile, Thanks)
    found = [exists().where(theirs), *(exists().where(kind.person_id.in_(person_ids)) for kind in owned)]
    signed, *rest = db.session.execute(select(*found)).one()
    hours, asked, clear, own, said = (
        _all(select(kind).where(kind.person_id.in_(person_ids))) if any_ else []
        for kind, any_ in zip(owned, rest, strict=True)
    )
    signups = select(Signup).options(joinedload(Signup.shift)).where(theirs).order_by(Signup.id)
    return VolunteerRecords(_all(signups) if signed else [], hours, asked, clear, own, said)


def _all(statement: Select[Any]) -> list[Any]:
    return list(db.session.scalars(statement))


def erase_records(kept: VolunteerRecords) -> None:
    """Delete their clearances, invitations, preferences and thanks; blank the notes of their hours."""
    for row in (*kept.clearances, *kept.invitations, *kept.profiles, *kept.thanks):
        db.session.delete(row)
    for hours in kept.hours:
        hours.note = hours.declined_why = ""
