"""Whether the database can be read and written at this moment: tried, not assumed."""

import errno
import os
import sqlite3
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from chapter import db, migration_status
from chapter.logs import database_errors

log = structlog.get_logger()
ANSWER_WITHIN_SECONDS = 1.5
"""Whoever asks whether we are ready waits no longer than two seconds."""

LOCK_WITHIN_SECONDS = 1.0
GOOD_FOR_SECONDS = 5.0
"""A disk that many ask about is tried this often at most."""

PROBE_BYTES = 64 * 1024
"""Bytes that must fit."""

SILENT = "the database does not answer"
LOCKED = "the database is locked by another program"
FULL = "the disk is full"
UNWRITABLE = "the database can't be written"
REASONS = {"SQLITE_BUSY": LOCKED, "55P03": LOCKED, "SQLITE_FULL": FULL, "53100": FULL}
"""By SQLite's names and PostgreSQL's SQLSTATE."""

DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT}


class DatabaseProbe:
    """One answer at a time, remembered for a while, sought in a thread of its own: what hangs there keeps
    nobody waiting here."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.revision: str | None = None
        self.why = SILENT
        self.until = 0.0
        self._lock = threading.Lock()
        self._found = threading.Event()
        self._seeking = False

    def ask(self) -> tuple[str | None, str]:
        """The revision of the database, None when it can't be read, and why we are not ready, or nothing."""
        with self._lock:
            if time.monotonic() < self.until:
                return self.revision, self.why
            if not self._seeking:
                self._seeking = True
                self._found.clear()
                threading.Thread(target=self._seek, name="probe", daemon=True).start()
        if self._found.wait(ANSWER_WITHIN_SECONDS):
            return self.revision, self.why
        return None, SILENT

    def forget(self) -> None:
        """Try anew when somebody asks next."""
        self.until = 0.0

    def _seek(self) -> None:
        revision, why = None, SILENT
        try:
            with self.app.app_context():
                revision, why = check_database()
        finally:
            if why != self.why and why:
                log.error("not_ready", why=why)
            with self._lock:
                self.revision, self.why, self._seeking = revision, why, False
                self.until = time.monotonic() + GOOD_FOR_SECONDS
                self._found.set()


def register(app: Flask) -> None:
    """Give the application a probe, which has no answer yet."""
    app.extensions["database_probe"] = DatabaseProbe(app)


def database_status() -> tuple[str | None, str]:
    """What the application's probe says."""
    probe: DatabaseProbe = current_app.extensions["database_probe"]
    return probe.ask()


def check_database() -> tuple[str | None, str]:
    """The revision of the database, and why it can't serve; nothing when it can."""
    try:
        standing = migration_status.current_status()
    except SQLAlchemyError as error:
        return None, _reason(error, SILENT)
    if not standing.is_current:
        return standing.revision, standing.problem
    try:
        _write(db.database.engine)
    except (SQLAlchemyError, sqlite3.Error) as error:
        return standing.revision, _reason(error, UNWRITABLE)
    except OSError as error:
        return standing.revision, FULL if error.errno in DISK_FULL_ERRNOS else UNWRITABLE
    return standing.revision, ""


def _reason(error: Exception, otherwise: str) -> str:
    return REASONS.get(database_errors.describe(error).get("sqlstate", ""), otherwise)


def _write(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _write_a_file(engine)
    else:
        _write_on_a_server(engine)


def _write_on_a_server(engine: Engine) -> None:
    """The one row that says which migration ran, written as it stands, and committed: the disk is asked."""
    with engine.begin() as connection:
        connection.execute(select(func.set_config("lock_timeout", f"{LOCK_WITHIN_SECONDS:.0f}s", True)))
        version = migration_status.VERSION_TABLE
        connection.execute(version.update().values(version_num=version.c.version_num))


def _write_a_file(engine: Engine) -> None:
    """A table that is made, filled and taken back under the lock of writers: nobody sees it. SQLite does that
    in memory, so the folder is asked for room as well."""
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        _lock_writers(raw)
        try:
            raw.execute("CREATE TABLE probe (room BLOB)")
            raw.execute("INSERT INTO probe VALUES (zeroblob(?))", (PROBE_BYTES,))
        finally:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
        folder = Path(raw.execute("PRAGMA database_list").fetchone()[2]).parent
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        file.write(bytes(PROBE_BYTES))
        os.fsync(file.fileno())


def _lock_writers(raw: sqlite3.Connection) -> None:
    """Asked for every few milliseconds, as presses do: a rush is no lock."""
    until = time.monotonic() + LOCK_WITHIN_SECONDS
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.002)
            else:
                return
    finally:
        raw.execute(f"PRAGMA {db.BUSY_TIMEOUT}")
