"""What the log says of opportunities, shifts, sign-ups and clearances."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import ERASED_NAME, LogKind, RecordName, names_from
from chapter.people.log_names import PERSON_BY_ID, PROOF, through_person
from chapter.people.models import Person
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.models import (
    BACKUP,
    CLEARANCES,
    CONFIRMED,
    GONE,
    OFFERED,
    Opportunity,
    Shift,
    Signup,
)
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.models.invitations import Invitation

STATUSES = {
    CONFIRMED: "has the shift", OFFERED: "is asked", BACKUP: "stands by", GONE: "no longer has the shift",
}  # fmt: skip


def _opportunity(title: str, slug: str) -> RecordName:
    return RecordName(title, url_for("opportunities_office.show", slug=slug))


def _shift(label: str, title: str, public_id: str) -> RecordName:
    address = url_for("opportunities_office.shift", public_id=public_id)
    return RecordName(f"{title}, {label}" if label else title, address)


def _volunteer(name: str, label: str, title: str, public_id: str) -> RecordName:
    shift = _shift(label, title, public_id)
    return RecordName(f"{name or ERASED_NAME}, {shift.words}", shift.url)


def _clearance(name: str, public_id: str) -> RecordName:
    return RecordName(
        name or ERASED_NAME, url_for("staffing_office.clearances", public_id=public_id) if name else ""
    )


def _of_shift(rows: Select[int, str]) -> Select[*tuple[Any, ...]]:
    return rows.add_columns(Shift.label, Opportunity.title, Shift.public_id).join(Shift.opportunity)


LOGGED = (
    LogKind(
        Opportunity,
        {"changed": "changed the opportunity"},
        {"lead_id": Field("Lead", refers=PERSON_BY_ID)},
        label="Opportunities",
        names=names_from(select(Opportunity.id, Opportunity.title, Opportunity.slug), _opportunity),
    ),
    LogKind(
        Shift,
        {"cancelled": "canceled the shift"},
        label="Shifts",
        names=names_from(
            select(Shift.id, Shift.label, Opportunity.title, Shift.public_id).join(Shift.opportunity), _shift
        ),
    ),
    LogKind(
        Signup,
        {
            "took": "took a shift:",
            "was signed up": "signed up for a shift:",
            "stands by": "stands by for a shift:",
            "offered": "offered a shift to",
            "lapsed": "let an offer of a shift lapse to",
            "proved": "confirmed a shift of",
            "was not her": "said that somebody else had signed up in the name of",
            "left": "gave a shift back:",
            "let go": "took off a shift:",
            "freed": "let go the shift of",
            "lost a place": "lost the place in a shift meanwhile:",
            "released": "looks for a substitute:",
            "kept": "keeps a shift after all:",
            "was replaced": "let a substitute take a shift of",
            "gave way": "let another shift take the place of one of",
        },
        {
            "status": one_of(STATUSES), "proof": PROOF, "place": Field("Place in line"),
            "seeks": Field("Looks for a substitute"), "size": Field("People"),
        },
        label="Sign-ups for shifts",
        names=names_from(_of_shift(select(Signup.id, Signup.name).join(Signup.shift)), _volunteer),
    ),
    LogKind(
        Invitation,
        {"invited": "invited to a shift:"},
        {"shift": Field(hidden=True)},
        label="Invitations to shifts",
        names=names_from(
            _of_shift(select(Invitation.id, Person.name).join(Invitation.person).join(Invitation.shift)),
            _volunteer,
        ),
    ),
    LogKind(
        Clearance,
        {"noted": "noted a clearance of", "withdrew": "withdrew a clearance of"},
        {"kind": one_of(CLEARANCES)},
        label="Trainings and checks",
        names=through_person(Clearance, Clearance.person_id, _clearance),
        readers=(clearance_keepers,),
    ),
)  # fmt: skip
