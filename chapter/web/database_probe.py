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
"""The readiness check answers within two seconds."""

LOCK_WITHIN_SECONDS = 1.0
GOOD_FOR_SECONDS = 5.0
"""The result is reused for this many seconds, however many ask."""

PROBE_BYTES = 64 * 1024
"""How many bytes must fit on the disk."""

SILENT = "the database does not answer"
LOCKED = "the database is locked by another program"
FULL = "the disk is full"
UNWRITABLE = "the database can't be written"
REASONS = {"SQLITE_BUSY": LOCKED, "55P03": LOCKED, "SQLITE_FULL": FULL, "53100": FULL}
"""By SQLite's error names and PostgreSQL's SQLSTATE."""

DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT}


class DatabaseProbe:
    """One check at a time, its result cached for a while, in a thread of its own: what hangs there does not
    block requests."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.revision: str | None = None
        self.why = SILENT
        self.until = 0.0
        self._lock = threading.Lock()
        self._found = threading.Event()
        self._seeking = False

    def ask(self) -> tuple[str | None, str]:
        """The revision of the database, None when it can't be read, and why we are not ready, or an empty
        text."""
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
        """Drop the cached result."""
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
    """Give the application a probe without a result yet."""
    app.extensions["database_probe"] = DatabaseProbe(app)


def database_status() -> tuple[str | None, str]:
    """The result of the application's probe: revision and reason, as ``DatabaseProbe.ask``."""
    probe: DatabaseProbe = current_app.extensions["database_probe"]
    return probe.ask()


def check_database() -> tuple[str | None, str]:
    """The revision of the database, and why it can't serve; the reason is empty when it can."""
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
    """Rewrite the one row that says which migration ran, and commit: this reaches the disk."""
    with engine.begin() as connection:
        connection.execute(select(func.set_config("lock_timeout", f"{LOCK_WITHIN_SECONDS:.0f}s", True)))
        version = migration_status.VERSION_TABLE
        connection.execute(version.update().values(version_num=version.c.version_num))


def _write_a_file(engine: Engine) -> None:
    """Create, fill and roll back a table under the write lock: nobody sees it. SQLite does that in memory, so
    the folder is checked for free space as well."""
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
    """Take the write lock, retrying every few milliseconds as requests do: a busy moment is not a locked
    database."""
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
