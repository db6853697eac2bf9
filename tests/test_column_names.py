"""Columns that got other names: every row, key, index and trigger follows, and comes back."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, Column, Connection, MetaData, inspect, select, text

from chapter import db
from tests import factories
from tests.test_migrations import populated, scripts, site, trigger_texts

__all__ = ["site"]

pytestmark = pytest.mark.every_case

BEFORE, AFTER = "0048", "0049"
MIGRATION = scripts().get_revision(AFTER).module
RENAMED: dict[str, dict[str, str]] = MIGRATION.RENAMED
LOGGED: dict[str, dict[str, str]] = MIGRATION.LOGGED
NAMES: dict[str, str] = {**MIGRATION.INDEXES, **dict(MIGRATION.CONSTRAINTS.values())}
LOG = ("audit_entries", "audit_values")


def same(_table: str, name: str) -> str:
    return name


def renamed(table: str, name: str) -> str:
    """What a column, key or index of a table is called afterwards."""
    return RENAMED.get(table, {}).get(name) or NAMES.get(name, name)


def shape(called: Any = same) -> dict[str, list[str]]:
    """Columns, keys, checks and indexes of each table, by the names that ``called`` gives them."""
    found, made = inspect(db.database.engine), {}
    for table in found.get_table_names():

        def all_of(names: Any, table: str = table) -> list[str]:
            return [called(table, str(name)) for name in names]

        keys = found.get_pk_constraint(table)
        parts = [
            *(
                (called(table, c["name"]), c["type"], c["nullable"], c["default"])
                for c in found.get_columns(table)
            ),
            (keys["name"], all_of(keys["constrained_columns"])),
            *((*all_of([i["name"], *i["column_names"]]), i["unique"]) for i in found.get_indexes(table)),
            *(all_of([u["name"], *u["column_names"]]) for u in found.get_unique_constraints(table)),
            *((c["name"], c["sqltext"]) for c in found.get_check_constraints(table)),
            *(
                (all_of([f["name"], *f["constrained_columns"]]), f["referred_table"], f["options"])
                for f in found.get_foreign_keys(table)
            ),
        ]
        made[table] = sorted(map(repr, parts))
    return made


def rows(called: Any = same) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that the database has, but the log's, by names of columns as ``called``."""
    found = MetaData()
    found.reflect(db.database.engine)
    with db.database.engine.connect() as connection:
        return {
            name: sorted(
                ({called(name, key): value for key, value in row.items()} for row in held.mappings()),
                key=lambda row: sorted(map(repr, row.values())),
            )
            for name, table in found.tables.items()
            if name not in {*LOG, "alembic_version"}
            for held in [connection.execute(select(table))]
        }


def fill_every_renamed_table() -> None:
    """Let each table that has a renamed column and no row yet have one, with a value in every column."""
    found = MetaData()
    found.reflect(db.database.engine)
    with db.database.engine.begin() as connection:
        for name in (table.name for table in found.sorted_tables if table.name in RENAMED):
            if connection.execute(select(found.tables[name]).limit(1)).first() is None:
                values = {column.name: a_value(connection, column) for column in found.tables[name].columns}
                connection.execute(found.tables[name].insert().values(values))


def a_value(connection: Connection, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return connection.scalar(select(key.column).limit(1))
    if isinstance(column.type, JSON):
        return [1]
    kind = column.type.python_type
    return {
        int: 1,
        bool: True,
        datetime: factories.TODAY.replace(tzinfo=None),
        date: factories.TODAY.date(),
    }.get(kind, column.name[:3])


def log_every_renamed_field() -> None:
    """Let the log tell of each field that it names by a column: of one entry with values, of one without."""
    with db.database.engine.begin() as connection:
        for number, (kind, names) in enumerate(LOGGED.items(), 900_000):
            for add, old in enumerate([*names, *names]):
                entry = number + 1_000 * add
                connection.execute(
                    text(
                        "INSERT INTO audit_entries"
                        " (id, at, actor_kind, actor_name, verb, record_kind, record_id, fields, why)"
                        " VALUES (:id, :at, 'guest', '', 'changed', :kind, 1, :fields, '')"
                    ),
                    {
                        "id": entry, "at": factories.TODAY.replace(tzinfo=None), "kind": kind,
                        "fields": json.dumps([old, "other"]),
                    },
                )  # fmt: skip
                if not add:
                    held = {"id": entry, "old": json.dumps({old: 1, "x": 2}), "new": json.dumps({old: 3})}
                    connection.execute(
                        text("INSERT INTO audit_values (entry_id, before, after) VALUES (:id, :old, :new)"),
                        held,
                    )


Logged = list[tuple[str, list[str], dict[str, Any], dict[str, Any]]]


def logged(names: dict[str, dict[str, str]] | None = None) -> Logged:
    """Kind, fields, and values of each entry of the log, by the names that ``names`` gives to fields."""
    asked = text(
        "SELECT record_kind, fields, before, after FROM audit_entries"
        " LEFT JOIN audit_values ON entry_id = id ORDER BY id"
    )

    def read(value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def told() -> Iterator[tuple[str, list[str], dict[str, Any], dict[str, Any]]]:
        with db.database.engine.connect() as connection:
            for kind, fields, *values in connection.execute(asked).all():
                new = (names or {}).get(kind, {})
                before, after = (
                    {new.get(name, name): one for name, one in (read(value) or {}).items()}
                    for value in values
                )
                yield kind, [new.get(name, name) for name in read(fields)], before, after

    return list(told())


def follows(name: str, made: str) -> str:
    """The text of a trigger, which is called after its table, with the new names of its columns."""
    for table, names in RENAMED.items():
        if name.startswith(f"{table}_no_"):
            for old, new in names.items():
                made = re.sub(rf"\b{old}\b", new, made)
    return made


def test_keys_indexes_and_triggers_follow_a_column_that_is_renamed(site: Flask) -> None:
    upgrade(revision=BEFORE)
    made, wanted = shape(), shape(renamed)
    closed = trigger_texts()
    assert any(follows(name, text) != text for name, text in closed.items())
    upgrade(revision=AFTER)
    assert shape() == wanted
    assert trigger_texts() == {name: follows(name, text) for name, text in closed.items()}
    downgrade(revision=BEFORE)
    assert shape() == made
    assert trigger_texts() == closed


def test_every_row_is_kept_when_columns_are_renamed(site: Flask) -> None:
    populated(site)
    downgrade(revision=BEFORE)
    fill_every_renamed_table()
    before, wanted = rows(), rows(renamed)
    assert all(before[table] for table in RENAMED)
    upgrade(revision=AFTER)
    assert rows() == wanted
    downgrade(revision=BEFORE)
    assert rows() == before


def test_the_log_names_fields_as_their_columns_are_called(site: Flask) -> None:
    populated(site)
    downgrade(revision=BEFORE)
    log_every_renamed_field()
    before, wanted = logged(), logged(LOGGED)
    assert before != wanted
    upgrade(revision=AFTER)
    assert logged() == wanted
    downgrade(revision=BEFORE)
    assert logged() == before
