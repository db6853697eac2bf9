"""Fetch what the pages carry of other people's work, at pinned versions, and lock each file by its hash.

Run ``python tools/vendor.py`` after changing ICONS or a version. It needs npm; the product does not.
"""

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "chapter" / "static" / "vendor"
LUCIDE = "1.62.0"
ICONS = (
    "arrow-left",
    "calendar-plus",
    "check",
    "circle-check",
    "clock",
    "copy",
    "download",
    "eye",
    "history",
    "info",
    "lock",
    "log-out",
    "mail",
    "map-pin",
    "pencil",
    "plus",
    "printer",
    "search",
    "triangle-alert",
    "undo-2",
    "users",
    "x",
)


def main() -> None:
    """Replace the vendored icons and write the lock."""
    folder = VENDOR / "lucide"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        package = _packed(f"lucide-static@{LUCIDE}", Path(scratch))
        wanted = {f"package/icons/{name}.svg": f"{name}.svg" for name in ICONS}
        _extract(package, {**wanted, "package/LICENSE": "LICENSE.txt"}, folder)
    (folder / "VERSION.txt").write_text(f"lucide-static {LUCIDE} (ISC)\n")
    lock()


def lock() -> None:
    """Write vendor.lock: one line ``sha384-… path`` for each vendored file."""
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file() and path.name != "vendor.lock")
    lines = [f"{digest(path.read_bytes())} {path.relative_to(VENDOR).as_posix()}\n" for path in files]
    (VENDOR / "vendor.lock").write_text("".join(lines))


def digest(data: bytes) -> str:
    """``sha384-`` and the hash in base64, as in Subresource Integrity."""
    return f"sha384-{base64.b64encode(hashlib.sha384(data).digest()).decode()}"


def _packed(package: str, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", package, "--pack-destination", str(folder)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words, no shell
    return next(folder.glob("*.tgz"))


def _extract(package: Path, wanted: dict[str, str], folder: Path) -> None:
    with tarfile.open(package) as tar:
        for member, name in wanted.items():
            file = tar.extractfile(member)
            if file is None:
                raise SystemExit(f"{member} is not in the package.")
            (folder / name).write_bytes(file.read())


if __name__ == "__main__":
    main()
