"""Fetch what others made and lies here: each package at one pinned version, without a CDN.

    python -m tools.vendor          fetch again, and write the vendor.lock of each folder

Needs npm (only here, never to run Chapter). An archive is refused when it is not the one pinned below.
A lock has a line for each file: package, version, hash, path. What is beneath ``chapter/`` is shipped;
what is beneath ``tests/`` only checks.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
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
    "ellipsis",
    "eye",
    "facebook",
    "hand-coins",
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
    "sun",
    "ticket",
    "triangle-alert",
    "undo-2",
    "user",
    "user-plus",
    "users",
    "x",
]


@dataclass(frozen=True)
class Package:
    """One archive of npm and what is taken from it: from the path inside to the name of the file here."""

    name: str
    version: str
    archive: str
    folder: Path
    files: Mapping[str, str]

    def lines(self) -> list[str]:
        """What the lock says of it when all is right, in the order of paths."""
        return [
            f"{self.name} {self.version} {sha('sha384', path.read_bytes())} "
            f"{path.relative_to(self.folder.parent).as_posix()}"
            for path in sorted(path for path in self.folder.iterdir() if path.is_file())
        ]


LUCIDE = Package(
    "lucide-static",
    "0.468.0",  # the last line of versions before brand marks (LinkedIn, Facebook) were taken out
    "sha512-JvpWui2umxRyEVMoETfMzb+qKqibV/sdoqJbKmW1JLdkuhXluJKoO6NqCbvCK/vAbUuH5bTEFD4T6uECsrNcnA==",
    HERE / "chapter" / "static" / "vendor" / "lucide",
    {**{f"icons/{name}.svg": f"{name}.svg" for name in ICONS}, "LICENSE": "LICENSE"},
)
ICAL_JS = Package(
    "ical.js",
    "2.2.1",
    "sha512-yK/UlPbEs316igb/tjRgbFA8ZV75rCsBJp/hWOatpyaPNlgw0dGDmU+FoicOcwX4xXkeXOkYiOmCqNPFpNPkQg==",
    HERE / "tests" / "vendor" / "ical.js",
    {"dist/ical.js": "ical.js", "LICENSE": "LICENSE"},
)
"""Reads our calendar files in tests, as Thunderbird and many web calendars do; as its authors write it."""
SIMPLEWEBAUTHN = Package(
    "@simplewebauthn/browser",
    "14.0.0",
    "sha512-1odWVqeEBTl7lJ9zMKLEsmTlnyrDO5iRcTvfMKKk1WThUnp/i8JJdffdj2icP+tty159s4PgwE3BiMoEW9NFow==",
    HERE / "chapter" / "static" / "vendor" / "simplewebauthn",
    {"dist/bundle/index.umd.min.js": "browser.umd.min.js", "LICENSE.md": "LICENSE"},
)
"""The browser's half of passkeys."""
JSQR = Package(
    "jsqr",
    "1.4.0",
    "sha512-dxLob7q65Xg2DvstYkRpkYtmKm2sPJ9oFhrhmudT1dZvNFFTlroai3AWSpLey/w5vMcLBXRgOJsbXpdN9HzU/A==",
    HERE / "chapter" / "static" / "vendor" / "jsqr",
    {"dist/jsQR.js": "jsQR.js", "LICENSE": "LICENSE"},
)
"""Reads codes at the door, where the browser has no decoder of its own."""


def font(family: str, version: str, archive: str, *faces: str) -> Package:
    """A family of Google Fonts as TrueType: Typst, which sets our PDFs and pictures, reads no WOFF2."""
    name = family.lower().replace(" ", "-")
    stem = family.replace(" ", "")
    files = {f"{face}/{stem}_{face}.ttf": f"{stem}_{face}.ttf" for face in faces}
    folder = HERE / "chapter" / "documents" / "fonts" / name
    return Package(
        f"@expo-google-fonts/{name}", version, archive, folder, {**files, "LICENSE_FONT": "LICENSE"}
    )


FONTS = (
    font(
        "Kalnia", "0.4.1",
        "sha512-k0F9Qus7qmQDh9z3j3wYje8+J/6PD2RJK/AZonbMqbDrJHn2quqGtZBqsWOEJuE0kfgUNdkHmys5snGPtQtrBQ==",
        "500Medium",
    ),
    font(
        "Instrument Sans", "0.4.2",
        "sha512-YR0jemCJ/eUlknOfxxxiLnJWpFDaT0KgLiB1q333jIDPlRAERfuMpOislkWA1A7HGX85N9LCsjWLlB3QOZo1wg==",
        "400Regular", "600SemiBold",
    ),
    font(
        "Noto Sans", "0.4.2",
        "sha512-zYD8G2ijWLxqmquoQgghNh/x9p0yxWwArD0oxO1oXY1qx5vOd4t0Kbhnu/Cx8RTy08OgA8RtxuULZFaXwVPnPw==",
        "400Regular", "600SemiBold",
    ),
    font(
        "Noto Sans Arabic", "0.4.3",
        "sha512-YvtxyuegxPegu2g5urXJ+gQxRp8i798nQswTmEjwXOWR/fqy0Gvey6h5IoNRBrc43SxRxPezqCiR9ivpfPAXSg==",
        "400Regular", "600SemiBold",
    ),
    font(
        "Noto Sans Hebrew", "0.4.1",
        "sha512-NR3vP6GT/hSINLrk4JHJBQnuzh/C1mlMrphNlI2dQaO53a3oTjSRoG4JyYb1B6bHadjsGh0wPZbT4kMJBKjT/w==",
        "400Regular", "600SemiBold",
    ),
    font(
        "Noto Sans Devanagari", "0.4.1",
        "sha512-26boYPNKGP1r4R5MxsMAY/zCQOwiXLOJzX8sh1a2oEWyQurQsyniaCv4992c+9jjwshEEt2NNVv5GcnyzaL7QQ==",
        "400Regular", "600SemiBold",
    ),
)  # fmt: skip
"""For PDFs and share pictures: the site's own two, and what they lack of the world's letters. Noto Sans has
Latin (Vietnamese, too), Greek and Cyrillic."""

PACKAGES = (LUCIDE, SIMPLEWEBAUTHN, JSQR, ICAL_JS, *FONTS)


class WrongArchive(Exception):
    """What npm sent is not what was pinned."""


def sha(kind: str, content: bytes) -> str:
    """``content``'s hash as browsers write it: ``sha384-`` and base64."""
    return f"{kind}-{base64.b64encode(hashlib.new(kind, content).digest()).decode()}"


def archive(package: Package, folder: Path) -> Path:
    """The package as npm packs it, in ``folder``. Raises WrongArchive."""
    wanted = f"{package.name}@{package.version}"
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), wanted]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words, no shell
    (packed,) = folder.glob("*.tgz")
    found = sha("sha512", packed.read_bytes())
    if found != package.archive:
        raise WrongArchive(f"{wanted} is {found}")
    return packed


def take(package: Package, packed: Path) -> None:
    """Put its files and its license into its folder; what is no longer wanted goes."""
    package.folder.mkdir(parents=True, exist_ok=True)
    for old in package.folder.iterdir():
        old.unlink()
    with tarfile.open(packed) as content:
        for inside, name in package.files.items():
            member = content.extractfile(f"package/{inside}")
            if member is None:
                raise WrongArchive(f"{inside} is no file")
            (package.folder / name).write_bytes(member.read())


def locks(packages: Sequence[Package] = PACKAGES) -> dict[Path, list[str]]:
    """What each lock says when it is right; one beside the folders of its packages."""
    found: dict[Path, list[str]] = {}
    for package in packages:
        found.setdefault(package.folder.parent / "vendor.lock", []).extend(package.lines())
    return found


def fetch() -> None:
    """Fetch all, and write the locks."""
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            take(package, archive(package, Path(folder)))
    for lock, lines in locks().items():
        lock.write_text("\n".join(lines) + "\n")
        sys.stdout.write(f"{len(lines)} files in {lock.parent.relative_to(HERE)}\n")


if __name__ == "__main__":
    fetch()
