"""Runs the migrations; foreign keys are off meanwhile (SQLite checks them when a table is made anew)."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from chapter.db import Model, UTCDateTime, database


def plain_types(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write column types without importing from the application."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch SQLite's foreign keys, outside of any transaction, and make sure that it took.

    With them on, a batch migration drops and re-creates a table, and a cascade empties its children.
    """
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
    if raw.execute("PRAGMA foreign_keys").fetchone()[0] != int(on):
        raise RuntimeError("SQLite did not switch its foreign keys: a transaction is open")


def migrate(connection: Connection) -> None:
    """Run what is asked for in one transaction, on SQLite too: what fails leaves everything as it was."""
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        render_item=plain_types,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"a migration would leave rows that point nowhere: {broken[:5]}")


def run() -> None:
    """Connect and migrate."""
    with database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            foreign_keys(connection, on=False)
        try:
            migrate(connection)
        finally:
            if sqlite:
                connection.rollback()
                foreign_keys(connection, on=True)


if current_app:
    run()
