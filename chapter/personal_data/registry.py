"""The declarations of all packages, and what keeps the application from starting without one."""

import re
from collections.abc import Iterator

from flask import Flask, current_app
from sqlalchemy import Column, Table, event
from sqlalchemy.sql import visitors

from chapter import db
from chapter.personal_data.declarations import Declaration, NotExported, PersonalTable

EXTENSION = "personal_data"
OF_SOMEBODY = {"people", "accounts", "rsvps", "orders", "signups"}
"""Tables whose rows are somebody's: what points to them may be hers."""

NAMES_SOMEBODY = re.compile(
    r"(^|_)(name|email|phone|address|called|pronouns|payer|helper|person_id|signed)(_|$)"
)
"""Columns that seem to hold who somebody is, or how to reach them."""

SEEMS_SECRET = re.compile(r"(^|_)(nonce|token|hash|password|secret|code|key)(_|$)")
"""Columns that seem to grant access to something, or to repeat another for comparing."""


class Undeclared(Exception):
    """A table, or a column that points to a person, says nothing of itself, so the application does not
    start."""


def register(app: Flask, *declared: Declaration) -> None:
    """Register what a package says of its tables. Raises Undeclared for a table that is declared twice."""
    known = _known(app)
    for one in declared:
        if one.table.name in known:
            raise Undeclared(f"{one.table.name} is declared twice")
        known[one.table.name] = one
        if isinstance(one, PersonalTable) and one.longest:
            _check_lengths(one)


def all_tables() -> list[Declaration]:
    """Every declaration, those of the lowest package first."""
    return list(_known(current_app).values())


def personal_tables() -> list[PersonalTable]:
    """The tables that hold something of a person, those of the lowest package first."""
    return [one for one in all_tables() if isinstance(one, PersonalTable)]


def table_named(name: str) -> PersonalTable:
    """The personal table of this name. Raises LookupError when there is none."""
    one = _known(current_app).get(name)
    if not isinstance(one, PersonalTable):
        raise LookupError(f"{name} is declared as no personal table")
    return one


def secret_columns(table: str) -> frozenset[str]:
    """The columns of ``table`` that grant access to something."""
    one = _known(current_app).get(table)
    return frozenset(one.secrets.split()) if isinstance(one, PersonalTable) else frozenset()


def guard(app: Flask) -> None:
    """Refuse to start while a table or a column that points to a person is undeclared. Raises Undeclared
    with the names of all of them, and of what their declarations lack."""
    known = _known(app)
    with app.app_context():
        faults = [
            fault
            for table in db.Model.metadata.sorted_tables
            for fault in (faults_of(known[table.name]) if table.name in known else [f"{table.name}: no word"])
        ]
    if faults:
        raise Undeclared(f"declare in its package's personal_data.py: {'; '.join(faults)}")


def faults_of(one: Declaration) -> list[str]:
    """What the declaration of a table does not say."""
    name, faults = one.table.name, []
    faults += [f"{name}.{column}: no word whose it is" for column in _open_columns(one)]
    faults += [f"{name}.{column}: no such column" for column in _unknown_columns(one)]
    if isinstance(one, PersonalTable):
        faults += [f"{name}.{column}: no word whether it is secret" for column in _open_secrets(one)]
        faults += [f"{name}.{column}: no word how long it may be" for column in _endless_columns(one)]
        if not one.export:
            faults.append(f"{name}: no word under which name it is exported")
        if "proof" in one.table.columns and one.limit is None:
            faults.append(f"{name}: no word what stops a stranger")
    return faults


def _open_columns(one: Declaration) -> Iterator[str]:
    """Columns that point to somebody, or seem to say who they are, and that nothing explains. Who of the
    staff did something stands in a column that ends in ``_by``."""
    asked = {*one.reasons, *_asked_columns(one)}
    for column in one.table.columns:
        points = any(key.column.table.name in OF_SOMEBODY for key in column.foreign_keys)
        seems = NAMES_SOMEBODY.search(column.name) is not None and not isinstance(one, PersonalTable)
        if (points or seems) and column.name not in asked and not column.name.endswith("_by"):
            yield column.name


def _open_secrets(one: PersonalTable) -> Iterator[str]:
    """Exported columns that seem to grant access to something, or to repeat another for comparing."""
    for column in one.table.columns:
        named = column.name in one.unexported or column.name in one.reasons
        if is_exported(one) and SEEMS_SECRET.search(column.name) and not named:
            yield column.name


def _asked_columns(one: Declaration) -> set[str]:
    """The columns of the table that the conditions of its declaration ask."""
    conditions = [staff.where for staff in one.as_staff]
    if isinstance(one, PersonalTable):
        conditions += [one.condition(), one.condition(shown=True)]
    return {
        part.name
        for where in conditions
        for part in visitors.iterate(where)
        if isinstance(part, Column) and _is(part.table, one.table)
    }


def _is(found: object, table: Table) -> bool:
    return getattr(found, "name", "") == table.name


def _unknown_columns(one: Declaration) -> Iterator[str]:
    named = {*one.reasons}
    if isinstance(one, PersonalTable):
        named |= one.unexported | one.longest.keys()
    return (name for name in sorted(named) if name not in one.table.columns)


def _endless_columns(one: PersonalTable) -> Iterator[str]:
    for column in one.table.columns:
        kind = column.type.python_type
        bounded = getattr(column.type, "length", None) is not None or column.name in one.longest
        if kind in (str, dict, list) and not bounded:
            yield column.name


def _check_lengths(one: PersonalTable) -> None:
    for moment in ("before_insert", "before_update"):
        if not event.contains(one.model, moment, one.check_lengths):
            event.listen(one.model, moment, one.check_lengths)


def _known(app: Flask) -> dict[str, Declaration]:
    known: dict[str, Declaration] = app.extensions.setdefault(EXTENSION, {})
    return known


def is_exported(one: PersonalTable) -> bool:
    """Whether somebody may take its rows along."""
    return not isinstance(one.export, NotExported)
