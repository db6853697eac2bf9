"""instance/, the folder of what the chapter keeps: its keys and, unless DATABASE_URL says otherwise, its
database. It is the user's who runs Chapter, and nobody else reads in it."""

import os
from collections.abc import Iterable
from pathlib import Path

from config_addresses import SettingsError

OTHERS = 0o077
"""Group and everybody, in the rights of a file."""


def make(folder: Path) -> None:
    """Make it, where there is none. Raises SettingsError."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        raise SettingsError(_not_ours(folder)) from None


def make_keys(folder: Path, names: Iterable[str]) -> None:
    """Make each key that is not yet there, readable by its owner alone. Raises SettingsError."""
    make(folder)
    for name in names:
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError:
            raise SettingsError(_not_ours(folder)) from None
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex())


def kept(folder: Path, name: str) -> str:
    """The key in that file, or nothing. Raises SettingsError."""
    path = folder / name
    try:
        return path.read_text().strip() if path.exists() else ""
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"{path} can't be read by the user who runs Chapter. Give it to that user (chown)."
        ) from None


def close_to_others(paths: Iterable[Path]) -> list[str]:
    """Take the rights of others from these, and from what this process makes from now on; the names of what
    stays open, since it belongs to somebody else or lies where nothing can be written."""
    os.umask(OTHERS)
    still_open = []
    for path in paths:
        try:
            mode = path.stat().st_mode
            if mode & OTHERS:
                path.chmod(mode & 0o777 & ~OTHERS)
        except FileNotFoundError:
            continue  # a database's -wal goes with its last connection
        except OSError:
            still_open.append(str(path))
    return still_open


def _not_ours(folder: Path) -> str:
    return f"The folder {folder} can't be written by the user who runs Chapter. Give it to that user (chown)."
