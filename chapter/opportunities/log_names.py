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
    CONFIRMED: "signed up", OFFERED: "spot offered", BACKUP: "backup", GONE: "no longer signed up",
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
            "changed": "edited the opportunity",
            "wrote down": "added the opportunity",
            "published": "published",
            "cancelled": "canceled the opportunity",
            "added shifts": "added shifts to",
        },
        {
            "lead_id": Field("Lead", refers=PERSON_BY_ID),
            "slug": Field("Web address"), "zone": Field("Time zone"), "kind": one_of(KINDS, "How often"),
            "event_id": Field("Event", refers=names_by(select(Event.id, Event.title))),
            "program_id": Field("Program", refers=names_by(select(Program.id, Program.name))),
            "audience": one_of(AUDIENCES, "Visible to"), "hours_rule": one_of(HOURS_RULES, "Hours"),
            "from_job": Field("Guests who ask for a small job fill spots here"),
            "needs_background": Field("Background check required"), "told": Field("People told"),
            "rrule": Field("Repeat", recurrence.in_words), "shifts": Field("Shifts added"),
        },
        label="Opportunities",
        names=names_from(select(Opportunity.id, Opportunity.title, Opportunity.slug), _opportunity),
    ),
    LogKind(
        Shift,
        {
            **HELD,
            "changed": "edited the shift",
            "moved": "moved along with its event the shift",
            "cancelled": "canceled the shift",
        },
        {
            "starts_wall": Field("Begins"), "ends_wall": Field("Ends"), "capacity": Field("Spots"),
            "minimum": Field("Minimum"), "label": Field("Role"),
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
            "stands by": "became a backup for a shift:",
            "offered": "offered a spot to",
            "lapsed": "let an offered spot expire for",
            "proved": "confirmed a sign-up of",
            "was not her": "said that somebody else had used the name of",
            "left": "dropped a shift:",
            "let go": "removed from a shift:",
            "freed": "released a sign-up of",
            "lost a place": "gave somebody else the spot of",
            "released": "asked for a substitute:",
            "kept": "kept a shift after all:",
            "was replaced": "found a substitute for",
            "gave way": "replaced a shift of",
        },
        {
            "status": one_of(STATUSES), "proof": PROOF, "place": Field("Place in line"),
            "seeks": Field("Looking for a substitute"), "size": Field("People"),
        },
        label="Sign-ups for shifts",
        names=names_from(with_shift(select(Signup.id, Signup.name).join(Signup.shift)), volunteer_name),
    ),
    LogKind(
        Program,
        {"wrote down": "added the program"},
        label="Programs",
        names=names_from(select(Program.id, Program.name), _program),
    ),
)  # fmt: skip
