"""Files in a folder of this machine, or of a disk that several machines share."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from chapter.gateways.files import (
    FileEntry,
    FileMissing,
    StoreRefused,
    StoreUnavailable,
    checked_key,
    refuse_in_writing,
)

UNFINISHED = "unfinished-"
"""How the name of a file begins that is still being written. What a crash leaves of it is a file without a
row, as others are, and goes with them."""


class FolderFiles:
    """The store in ``folder``. A file is written beside its place and renamed into it, so that nobody reads
    half of one, and it is on the disk when ``put`` returns."""

    outside = True

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.name = f"the folder {folder}"

    def check(self) -> None:
        """Whether the folder is there and ours to write. Raises StoreRefused."""
        if not (self.folder.is_dir() and os.access(self.folder, os.R_OK | os.W_OK | os.X_OK)):
            raise StoreRefused(
                f"{self.name} can't be read and written by the user who runs Chapter. Make it, and give it "
                "to that user (chown)"
            )

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep ``content`` under ``key``; its type is known by its ending."""
        refuse_in_writing()
        path = self._path(key)
        with self._said():
            self._ask_whether_there()
            path.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor, beside = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(beside, path)
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise
            _sync(path.parent)

    def get(self, key: str) -> bytes:
        """The bytes under ``key``. Raises FileMissing."""
        with self._said():
            self._ask_whether_there()
            try:
                return self._path(key).read_bytes()
            except FileNotFoundError:
                raise FileMissing(key) from None

    def exists(self, key: str) -> bool:
        """Whether there is a file under ``key``."""
        with self._said():
            self._ask_whether_there()
            return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Delete the file under ``key``, if there is one."""
        refuse_in_writing()
        path = self._path(key)
        with self._said():
            self._ask_whether_there()
            path.unlink(missing_ok=True)

    def listing(self) -> Iterator[FileEntry]:
        """Every file, in the order of its key."""
        with self._said():
            self._ask_whether_there()
            found = sorted(self.folder.glob("*/*"))
            times = {path: _changed_at(path) for path in found}
        return (
            FileEntry(path.relative_to(self.folder).as_posix(), at)
            for path, at in times.items()
            if at is not None
        )

    def _path(self, key: str) -> Path:
        return self.folder / checked_key(key)

    def _ask_whether_there(self) -> None:
        """A folder that is gone (a disk that is not mounted) is no folder without files."""
        if not self.folder.is_dir():
            raise StoreUnavailable(f"{self.name} is not there")

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Turn what the system says into a sentence that names the store."""
        try:
            yield
        except PermissionError as error:
            raise StoreRefused(f"{self.name}: {error.strerror or error}") from error
        except OSError as error:
            raise StoreUnavailable(f"{self.name}: {error.strerror or error}") from error


def _changed_at(path: Path) -> datetime | None:
    """When it was written; None for a folder, and for what is gone meanwhile."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(found.st_mtime, UTC) if stat.S_ISREG(found.st_mode) else None


def _sync(folder: Path) -> None:
    """Have the name of a new file on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
