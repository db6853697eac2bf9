"""What the log says of opportunities, shifts, sign-ups and programs, whose pages in the office are here."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from chapter.audit.log_fields import Field, names_by, one_of
from chapter.audit.log_kinds import ERASED_NAME, LogKind, RecordName, names_from
from chapter.broadcasts.log_names import HELD
from chapter.events.models import Event
from chapter.opportunities import recurrence
from chapter.people.log_names import PERSON_BY_ID, PROOF
from chapter.shifts.models import (
    AUDIENCES,
    BACKUP,
    CONFIRMED,
    GONE,
    HOURS_RULES,
    KINDS,
    OFFERED,
    Opportunity,
    Shift,
    Signup,
)  # fmt: skip
from chapter.shifts.models.programs import Program

STATUSES = {
    CONFIRMED: "has the shift", OFFERED: "is asked", BACKUP: "stands by", GONE: "no longer has the shift",
}  # fmt: skip


def _opportunity(title: str, slug: str) -> RecordName:
    return RecordName(title, url_for("opportunities_office.show", slug=slug))


def _shift(label: str, title: str, public_id: str) -> RecordName:
    address = url_for("opportunities_office.shift", public_id=public_id)
    return RecordName(f"{title}, {label}" if label else title, address)


def volunteer_name(name: str, label: str, title: str, public_id: str) -> RecordName:
    """Somebody and their shift, with the office's page of it; from what ``with_shift`` selects."""
    shift = _shift(label, title, public_id)
    return RecordName(f"{name or ERASED_NAME}, {shift.words}", shift.url)


def with_shift(rows: Select[int, str]) -> Select[*tuple[Any, ...]]:
    """Ids and names that are joined with a shift, with what names it."""
    return rows.add_columns(Shift.label, Opportunity.title, Shift.public_id).join(Shift.opportunity)


def _program(name: str) -> RecordName:
    return RecordName(name, url_for("opportunities_office.programs"))


LOGGED = (
    LogKind(
        Opportunity,
        {
            **HELD,
            "changed": "changed the opportunity",
            "wrote down": "wrote down the opportunity",
            "published": "published",
            "cancelled": "canceled the opportunity",
            "added shifts": "added shifts to",
        },
        {
            "lead_id": Field("Lead", refers=PERSON_BY_ID),
            "slug": Field("Address of the page"), "zone": Field("Time zone"), "kind": one_of(KINDS, "When"),
            "event_id": Field("Event", refers=names_by(select(Event.id, Event.title))),
            "program_id": Field("Program", refers=names_by(select(Program.id, Program.name))),
            "audience": one_of(AUDIENCES, "For"), "hours_rule": one_of(HOURS_RULES, "Hours"),
            "from_job": Field("Guests who ask for a small job take places here"),
            "needs_background": Field("Needs a background check"), "told": Field("People told"),
            "rrule": Field("Again", recurrence.in_words), "shifts": Field("Shifts added"),
        },
        label="Opportunities",
        names=names_from(select(Opportunity.id, Opportunity.title, Opportunity.slug), _opportunity),
    ),
    LogKind(
        Shift,
        {
            **HELD,
            "changed": "changed the shift",
            "moved": "moved with its event the shift",
            "cancelled": "canceled the shift",
        },
        {
            "starts_wall": Field("Begins"), "ends_wall": Field("Ends"), "capacity": Field("Places"),
            "minimum": Field("It cannot do without"), "label": Field("As what"),
            "cancelled": Field("Canceled"),
        },
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
        names=names_from(with_shift(select(Signup.id, Signup.name).join(Signup.shift)), volunteer_name),
    ),
    LogKind(
        Program,
        {"wrote down": "wrote down the program"},
        label="Programs",
        names=names_from(select(Program.id, Program.name), _program),
    ),
)  # fmt: skip
