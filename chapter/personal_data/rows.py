"""The rows of a subject: which tables have any, in one statement, and the rows of those alone."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, literal, select, union_all

from chapter import db
from chapter.personal_data import registry
from chapter.personal_data.declarations import Declaration, PersonalTable
from chapter.personal_data.subjects import Subject

NO_NUMBER = 0
"""Stands for all rows of a table whose rows have no number of their own."""


def ids_of(subject: Subject) -> dict[str, list[int]]:
    """The ids of all rows of the subject, by table, in one statement; of what they did as staff by the name
    of the table and a number, such as ``tasks/0``."""
    found: dict[str, list[int]] = {}
    for name, number in db.session.execute(_statement("ids", _with_ids()), subject.values):
        found.setdefault(name, []).append(number)
    for one in registry.personal_tables():
        if one.narrow is not None and one.table.name in found:
            theirs = one.narrow(subject, _rows(one, one.among(found[one.table.name]), subject))
            found[one.table.name] = [row.id for row in theirs]
    return found


def with_bookings(subject: Subject) -> Subject:
    """The subject with the ids of their bookings, by which much else is theirs."""
    bookings = registry.table_named("rsvps")
    theirs = select(bookings.table.c.id).where(bookings.condition())
    return replace(subject, booking_ids=list(db.session.scalars(theirs, subject.values)))


def exported_rows(subject: Subject) -> dict[str, list[Any]]:
    """The rows of every exported table, by the name in the export; one statement finds which have any."""
    tables = [one for one in registry.personal_tables() if registry.is_exported(one)]
    there = {name for name, _ in db.session.execute(_statement("shown", _with_rows(tables)), subject.values)}
    found: dict[str, list[Any]] = {}
    for one in tables:
        rows = _rows(one, one.condition(shown=True), subject) if one.table.name in there else []
        found[str(one.export)] = one.narrow(subject, rows) if one.narrow is not None else rows
    return found


def is_known(email_key: str) -> bool:
    """Whether anything is stored under this address, in one statement that takes as long when nothing is."""
    keys = [one.key for one in registry.personal_tables() if one.key is not None]
    return any(db.session.execute(select(*(exists().where(key == email_key) for key in keys))).one())


def _rows(one: PersonalTable, where: ColumnElement[bool], subject: Subject) -> list[Any]:
    asked = select(one.model).where(where).options(*one.load)
    sorted_ = asked.order_by(*(one.order or one.table.primary_key.columns))
    return list(db.session.scalars(sorted_, subject.values))


def _statement(name: str, parts: Iterable[Select[str, int]]) -> CompoundSelect[str, int]:
    """One statement of these parts, made once for each application."""
    made: dict[str, CompoundSelect[str, int]]
    made = current_app.extensions.setdefault("personal_data.statements", {})
    if name not in made:
        made[name] = union_all(*parts)
    return made[name]


def _with_ids() -> Iterable[Select[str, int]]:
    for one in registry.all_tables():
        if isinstance(one, PersonalTable) and one.whose is not None:
            yield _ids(one, one.table.name, one.condition())
        for place, staff in enumerate(one.as_staff):
            yield _ids(one, f"{one.table.name}/{place}", staff.where)


def _ids(one: Declaration, name: str, where: ColumnElement[bool]) -> Select[str, int]:
    return _exists(name, where) if one.number is None else select(literal(name), one.number).where(where)


def _exists(name: str, where: ColumnElement[bool]) -> Select[str, int]:
    return select(literal(name), literal(NO_NUMBER)).where(exists().where(where))


def _with_rows(tables: Iterable[PersonalTable]) -> Iterable[Select[str, int]]:
    return (_exists(one.table.name, one.condition(shown=True)) for one in tables)
