"""Which rows are about somebody, as ids by table: used to redact the audit log and mails to others.

Found from the tables' metadata, so that a new table is included, too; in one statement, since erasing takes
long already. Who did something (``made_by``, …) is not whom a row is about.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    CompoundSelect,
    Integer,
    Table,
    bindparam,
    literal,
    or_,
    select,
    union_all,
)

from chapter import db
from chapter.db import Model
from chapter.payments.rules import erasure as paying
from chapter.privacy.address_access import erased_by_link
from chapter.privacy.queries import PersonalData

STAFF = frozenset({"doer_id", "lead_id", "by_person_id", "owner_id"})
"""Columns with the id of who did or does something; so are all that end in ``_by``."""

PERSONS: BindParameter[Any] = bindparam("persons", expanding=True)
BOOKINGS: BindParameter[Any] = bindparam("bookings", expanding=True)


def row_ids_about(kept: PersonalData, *, guests_only: bool = False) -> dict[str, list[int]]:
    """The ids of every row about these people, by table. ``guests_only``: where somebody with an account
    shares the address, nothing of theirs."""
    kept = erased_by_link(kept) if guests_only else kept
    persons = kept.guests if guests_only else [*kept.guests, *kept.members]
    bookings = kept.guest_bookings if guests_only else kept.bookings
    values = {"persons": [one.id for one in persons], "bookings": [one.id for one in bookings]}
    found: dict[str, list[int]] = {"people": values["persons"], "rsvps": values["bookings"]}
    for table, number in db.session.execute(_about(), values):
        found.setdefault(table, []).append(number)
    found.setdefault("gifts", []).extend(one.id for one in kept.guest_gifts)
    found.setdefault("signups", []).extend(one.id for one in kept.guest_signups)
    invitations = kept.guest_invitations if guests_only else kept.invitations
    found.setdefault("bundle_invitations", []).extend(one.id for one in invitations)
    found.setdefault("applications", []).extend(one.id for one in kept.guest_applications)
    return found


@cache
def _about() -> CompoundSelect[Any]:
    asked = [
        select(literal(table.name), number).where(or_(*conditions))
        for table in Model.metadata.sorted_tables
        if (number := _number(table)) is not None and (conditions := [*_conditions(table)])
    ]
    return union_all(*asked)


def _number(table: Table) -> Column[Any] | None:
    """The column that identifies a row: its own id, or the person's where each has one row; None when the
    primary key is not one integer."""
    only = [column for column in table.primary_key.columns if isinstance(column.type, Integer)]
    return only[0] if len(table.primary_key.columns) == len(only) == 1 else None


def _conditions(table: Table) -> list[ColumnElement[bool]]:
    tables = Model.metadata.tables
    accounts, signups = tables["accounts"], tables["signups"]
    hers: dict[str, Any] = {
        "people": PERSONS,
        "rsvps": BOOKINGS,
        "accounts": select(accounts.c.id).where(accounts.c.person_id.in_(PERSONS)),
        "signups": select(signups.c.id).where(signups.c.person_id.in_(PERSONS)),
        "orders": paying.order_ids_of_people(PERSONS),
    }
    return [column.in_(hers[target]) for column in table.columns if (target := _target(column)) in hers]


def _target(column: Column[Any]) -> str:
    if column.name.endswith("_by") or column.name in STAFF:
        return ""
    return next((key.column.table.name for key in column.foreign_keys), "")
