"""Where files are kept: in the database, in a folder, or in a bucket that speaks S3.

A *store* keeps bytes under a key. What was put is kept when ``put`` returns, whatever becomes of the
transaction of the row that names it: so files come first, rows then, and a file without a row is found at
night (chapter/media/tasks.py). No store is used inside ``writing()``.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chapter import db

KEY = re.compile(r"[a-z0-9]+(/[a-z0-9][a-z0-9._-]*)+")
"""A folder and a name, in characters that every store takes."""


class FileMissing(Exception):
    """The store has no file under that key."""


class StoreUnavailable(Exception):
    """The store does not answer, or can't keep or delete just now; the sentence holds no secret."""


class StoreRefused(StoreUnavailable):
    """The store answers that it will not: wrong key, no such bucket, a folder that is closed to us. Trying
    again does not help; a setting has to change."""


@dataclass(frozen=True)
class FileEntry:
    """One file of a listing: its key, and since when it is kept."""

    key: str
    stored_at: datetime


class FileStore(Protocol):
    """What each store does. Everything raises StoreUnavailable when it can't, and ValueError for a key of
    another form than ``KEY``."""

    @property
    def name(self) -> str:
        """The store in words that hold no secret."""

    @property
    def outside(self) -> bool:
        """Whether its files are outside the database: no transaction waits for it."""

    def check(self) -> None:
        """Ask the store whether it may be used as it is set up. Raises StoreRefused."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep ``content`` under ``key``, also where there is such a file. Raises RuntimeError inside
        ``writing()``."""

    def get(self, key: str) -> bytes:
        """The bytes under ``key``. Raises FileMissing."""

    def exists(self, key: str) -> bool:
        """Whether there is a file under ``key``."""

    def delete(self, key: str) -> None:
        """Delete the file under ``key``; nothing happens where there is none. Raises RuntimeError inside
        ``writing()``."""

    def listing(self) -> Iterator[FileEntry]:
        """Every file, in the order of its key."""


def checked_key(key: str) -> str:
    """``key``, when it has the form that every store takes. Raises ValueError."""
    if KEY.fullmatch(key) is None:
        raise ValueError(f"no key of a file: {key!r}")
    return key


def refuse_in_writing() -> None:
    """Raise RuntimeError inside ``writing()``: a transaction waits for no store, and what is rolled back
    would leave the file."""
    if db.in_writing():
        raise RuntimeError("no file is put or deleted inside a transaction")


def sha256(content: bytes) -> str:
    """The hash by which a file is known to be whole, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
