"""Erasing a subject as the declarations say: whatever has no rows of theirs costs no statement."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from chapter import db
from chapter.personal_data import registry, rows
from chapter.personal_data.declarations import Act, AsStaff, Declaration, Erasure, PersonalTable, Retained
from chapter.personal_data.subjects import Subject


def erase(
    subject: Subject,
    *,
    by: Any,
    now: datetime,
    why: str = "",
    more: Mapping[str, Sequence[int]] | None = None,
) -> dict[str, Collection[int]]:
    """Erase the subject, and the rows of ``more`` (ids by table); returns the ids of all rows about them, by
    table, for whatever else says something of these rows. Tables of upper packages go first, so that an act
    still finds what lies below.

    ``by`` is the audit.Actor who is named for what this sets off, such as a seat that is given back; ``why``
    stands in the log of each booking.
    """
    erasure = Erasure(subject, by, now, why)
    if subject.signed_in:
        for one in registry.personal_tables():
            if one.attach is not None:
                one.attach(subject)
    found = rows.ids_of(subject)
    for name, ids in (more or {}).items():
        found[name] = sorted({*found.get(name, ()), *ids})
    for declared in reversed(registry.all_tables()):
        _erase_table(declared, found, erasure)
    db.session.flush()
    db.session.expire_all()
    return {name: ids for name, ids in found.items() if "/" not in name}


def _erase_table(one: Declaration, found: Mapping[str, Sequence[int]], erasure: Erasure) -> None:
    for place, staff in enumerate(one.as_staff):
        _erase_as_staff(one, staff, found.get(f"{one.table.name}/{place}", ()), erasure)
    if isinstance(one, PersonalTable):
        _erase_rows(one, found.get(one.table.name, ()), erasure)


def _erase_as_staff(one: Declaration, staff: AsStaff, ids: Sequence[int], erasure: Erasure) -> None:
    if ids and one.number is not None:
        staff.erasure.erase(one.model, one.number.in_(ids), erasure)


def _erase_rows(one: PersonalTable, ids: Sequence[int], erasure: Erasure) -> None:
    if isinstance(one.erasure, Act):
        if ids or one.erasure.always:
            one.erasure.function(ids, erasure)
    elif ids and not isinstance(one.erasure, Retained):
        one.erasure.erase(one.model, one.among(ids), erasure)
