"""Fetch what others made and we ship: the icons of lucide, at one pinned version, without a CDN.

    python -m tools.vendor          fetch again and write chapter/static/vendor/vendor.lock

Needs npm (only here, never to run Chapter). The archive is refused when it is not the one pinned
below. The lock has a line for each file: package, version, hash, path.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "chapter" / "static" / "vendor"
LOCK = VENDOR / "vendor.lock"

PACKAGE = "lucide-static"
VERSION = "0.468.0"
"""The last line of versions before brand marks (LinkedIn, Facebook) were taken out."""
ARCHIVE = "sha512-JvpWui2umxRyEVMoETfMzb+qKqibV/sdoqJbKmW1JLdkuhXluJKoO6NqCbvCK/vAbUuH5bTEFD4T6uECsrNcnA=="
ICONS = [
    "arrow-left",
    "arrow-right",
    "ban",
    "calendar",
    "calendar-plus",
    "check",
    "circle-check",
    "circle-help",
    "clock",
    "copy",
    "door-open",
    "download",
    "eye",
    "facebook",
    "history",
    "info",
    "key",
    "link",
    "linkedin",
    "list",
    "lock",
    "log-out",
    "mail",
    "map-pin",
    "minus",
    "pencil",
    "plus",
    "printer",
    "qr-code",
    "search",
    "send",
    "settings",
    "share-2",
    "ticket",
    "triangle-alert",
    "undo-2",
    "user",
    "user-plus",
    "users",
    "x",
]


class WrongArchive(Exception):
    """What npm sent is not what was pinned."""


def sha(kind: str, content: bytes) -> str:
    """``content``'s hash as browsers write it: ``sha384-`` and base64."""
    return f"{kind}-{base64.b64encode(hashlib.new(kind, content).digest()).decode()}"


def archive(folder: Path) -> Path:
    """The package as npm packs it, in ``folder``. Raises WrongArchive."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{PACKAGE}@{VERSION}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words, no shell
    (packed,) = folder.glob("*.tgz")
    found = sha("sha512", packed.read_bytes())
    if found != ARCHIVE:
        raise WrongArchive(f"{PACKAGE}@{VERSION} is {found}")
    return packed


def take(packed: Path) -> None:
    """Put the icons and their license into the vendor folder; what is no longer wanted goes."""
    folder = VENDOR / "lucide"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    wanted = {f"package/icons/{name}.svg": f"{name}.svg" for name in ICONS}
    wanted["package/LICENSE"] = "LICENSE"
    with tarfile.open(packed) as content:
        for inside, name in wanted.items():
            member = content.extractfile(inside)
            if member is None:
                raise WrongArchive(f"{inside} is no file")
            (folder / name).write_bytes(member.read())


def lines() -> list[str]:
    """What the lock says when it is right, in the order of paths."""
    files = sorted(path for path in (VENDOR / "lucide").iterdir() if path.is_file())
    return [
        f"{PACKAGE} {VERSION} {sha('sha384', path.read_bytes())} {path.relative_to(VENDOR).as_posix()}"
        for path in files
    ]


def fetch() -> int:
    """Fetch all; how many files there are now."""
    with tempfile.TemporaryDirectory() as folder:
        take(archive(Path(folder)))
    found = lines()
    LOCK.write_text("\n".join(found) + "\n")
    return len(found)


if __name__ == "__main__":
    sys.stdout.write(f"{fetch()} files of {PACKAGE} {VERSION}\n")
