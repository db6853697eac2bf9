"""The stand-in's data, in one SQLite file: after a kill and a restart it is all there.

One process owns the file. A call is one transaction: it happened as a whole, or not at all.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS object (number INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, body TEXT);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, number);
CREATE TABLE IF NOT EXISTS asked (key TEXT PRIMARY KEY, request TEXT, status INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS sending
    (number INTEGER PRIMARY KEY, event TEXT, due REAL, tries INTEGER, done TEXT);
CREATE TABLE IF NOT EXISTS due (number INTEGER PRIMARY KEY, act TEXT, object TEXT, at REAL);
CREATE TABLE IF NOT EXISTS paid_out (line TEXT PRIMARY KEY, payout TEXT);
CREATE TABLE IF NOT EXISTS told (name TEXT PRIMARY KEY, value TEXT);
"""


class Store:
    """The SQLite file, and one lock around it."""

    def __init__(self, path: str | Path) -> None:
        self._lock = threading.RLock()
        self._deep = 0
        self._line = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._line.execute("PRAGMA journal_mode=WAL")
        self._line.execute("PRAGMA synchronous=FULL")
        self._line.executescript(TABLES)

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction, all or nothing; transactions run one after the other."""
        with self._lock:
            self._deep += 1
            try:
                if self._deep == 1:
                    self._line.execute("BEGIN IMMEDIATE")
                yield
                if self._deep == 1:
                    self._line.execute("COMMIT")
            except BaseException:
                if self._deep == 1 and self._line.in_transaction:
                    self._line.execute("ROLLBACK")
                raise
            finally:
                self._deep -= 1

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows that a query, or a statement with RETURNING, gives."""
        with self._lock:
            return self._line.execute(question, values).fetchall()

    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Store an object in its present state; returns it."""
        self.rows(
            "INSERT INTO object (id, kind, body) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            body["id"], body["object"], json.dumps(body),
        )  # fmt: skip
        return body

    def get(self, object_id: str) -> dict[str, Any] | None:
        """The object with this id, or None."""
        found = self.rows("SELECT body FROM object WHERE id = ?", object_id)
        return json.loads(found[0][0]) if found else None

    def all_of(self, kind: str) -> list[dict[str, Any]]:
        """Every object of a kind, newest first."""
        found = self.rows("SELECT body FROM object WHERE kind = ? ORDER BY number DESC", kind)
        return [json.loads(body) for (body,) in found]

    def close(self) -> None:
        """Close the SQLite file."""
        with self._lock:
            self._line.close()

    def clear(self) -> None:
        """Delete all objects, events and controls."""
        for table in ("object", "asked", "sending", "due", "paid_out", "told"):
            self.rows(f"DELETE FROM {table}")  # noqa: S608 - the names stand on the line above

    def told(self, name: str, default: Any) -> Any:
        """The value of a control, or ``default``."""
        found = self.rows("SELECT value FROM told WHERE name = ?", name)
        return json.loads(found[0][0]) if found else default

    def tell(self, name: str, value: Any) -> None:
        """Set a control."""
        self.rows("INSERT OR REPLACE INTO told VALUES (?, ?)", name, json.dumps(value))
