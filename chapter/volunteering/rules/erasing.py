"""What volunteering keeps of somebody: for her who asks to see it, and blanked when she asks for that.

Minutes and days stay, without a name: they are sums in the chapter's reports.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.audit import Actor
from chapter.volunteering.models import Opportunity, Signup
from chapter.volunteering.models.persons import Clearance, Hours, Invitation, VolunteerProfile
from chapter.volunteering.models.thanks import Thanks
from chapter.volunteering.rules import line

WORDS = ("name", "email", "email_key", "shown_as", "team", "cancelled_why", "why")


@dataclass(frozen=True)
class Helped:
    """Her shifts, hours, invitations, clearances, what she said of herself there, and thanks to her."""

    signups: list[Signup]
    hours: list[Hours]
    invitations: list[Invitation]
    clearances: list[Clearance]
    profiles: list[VolunteerProfile]
    thanks: list[Thanks]

    def without(self, person_ids: Collection[int]) -> "Helped":
        """The same without what belongs to these people."""
        return Helped(
            *(
                [row for row in getattr(self, field.name) if row.person_id not in person_ids]
                for field in fields(Helped)
            )
        )


def kept_of(person_ids: Collection[int], email_key: str = "") -> Helped:
    """All of these people; most have nothing, which one statement tells."""
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
    return Helped(_all(signups) if signed else [], hours, asked, clear, own, said)


def _all(statement: Select[Any]) -> list[Any]:
    return list(db.session.scalars(statement))


def erase(signups: Sequence[Signup], *, by: Actor, now: datetime) -> None:
    """Blank her words in these and kill their links; a live place is given back first, silently."""
    for signup in signups:
        shift = line.hold(signup)
        live = signup.cancelled_at is None and now < shift.ends_at
        if live:
            line.end(signup, by=by.kind, why="", now=now)
        _blank(signup, now)
        shift.seating += 1
        db.session.flush()
        if live:
            line.promote(shift, now=now)


def erase_past(signups: Sequence[Signup], *, now: datetime) -> None:
    """Blank sign-ups for shifts that are over; no place moves."""
    for signup in signups:
        _blank(signup, now)


def erase_of(kept: Helped) -> None:
    """Forget her clearances, invitations, wishes and thanks; blank what she noted of her hours."""
    for row in (*kept.clearances, *kept.invitations, *kept.profiles, *kept.thanks):
        db.session.delete(row)
    for hours in kept.hours:
        hours.note = hours.declined_why = ""


def lead_no_more(person_id: int) -> None:
    """Let what she led be the volunteer leads'."""
    hers = update(Opportunity).where(Opportunity.lead_id == person_id).values(lead_id=None)
    db.session.execute(hers, execution_options={"synchronize_session": False})


def _blank(signup: Signup, now: datetime) -> None:
    for name in WORDS:
        setattr(signup, name, "")
    signup.show_me, signup.erased_at = False, now
    signup.link_version += 1
