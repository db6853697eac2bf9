"""Inserting many rows at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, inspect

from chapter import db
from chapter.audit import Actor

AT_ONCE = 2_000
"""Rows per transaction, so that a sample of any size leaves room for other writers between two."""


def add(model: type[db.Model], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert ``rows`` of ``model``, all with the same columns; returns their ids, in the same order."""
    table = inspect(model).local_table
    if not isinstance(table, Table):
        raise TypeError(f"{model} is no plain table")
    (key,) = table.primary_key.columns
    statement = insert(table).returning(key, sort_by_parameter_order=True)
    ids: list[int] = []
    for start in range(0, len(rows), AT_ONCE):
        with db.writing():
            ids += db.session.scalars(statement, list(rows[start : start + AT_ONCE]))
    return ids


def entry(
    verb: str,
    model: type[db.Model],
    number: int,
    *,
    by: Actor,
    at: datetime,
    fields: Sequence[str] = (),
    why: str = "",
) -> dict[str, Any]:
    """An audit entry as a row, as ``audit.record`` writes it."""
    return {
        "at": at,
        "actor_kind": by.kind,
        "actor_person_id": by.person_id,
        "actor_name": by.name,
        "verb": verb,
        "record_kind": model.__tablename__,
        "record_id": number,
        "fields": sorted(fields),
        "why": why,
    }
