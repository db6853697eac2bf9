"""CSS, scripts and fonts: joined, named by their hash, served from memory.

A name changes with its content, so browsers may cache a file for ever. One style sheet and one script for all
pages: a first visit asks for few files, and every later page finds them in the cache. What few pages need
(passkeys) is a script of its own.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup

from chapter.cover_art import seat_meter, svg
from chapter.web import icons, stylesheet

STATIC_FOLDER = Path(__file__).resolve().parent.parent / "static"
CONTENT_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
COMPRESSIBLE = {"css", "js", "svg"}


@dataclass(frozen=True)
class Asset:
    """A file as it is served. ``name`` is its hashed name, ``gzipped`` its gzip where that is worth it."""

    name: str
    data: bytes
    content_type: str
    gzipped: bytes | None


@dataclass(frozen=True)
class AssetManifest:
    """Every asset, by the hashed name it is served under; ``names`` maps plain names to hashed ones."""

    files: dict[str, Asset]
    names: dict[str, str]


def asset_url(name: str) -> str:
    """The address of the asset ``name``, such as ``look.css``. KeyError when there is none."""
    return f"/assets/{manifest().names[name]}"


@cache
def manifest() -> AssetManifest:
    """The asset manifest, built once for each process."""
    return build_manifest(STATIC_FOLDER)


def build_manifest(static: Path) -> AssetManifest:
    """The assets built from the files in ``static``. Raises InvalidStylesheet."""
    fonts = {path.name: _asset(path.name, path.read_bytes()) for path in sorted(static.glob("fonts/*.woff2"))}
    look = stylesheet.join(static / "css", {plain: font.name for plain, font in fonts.items()})
    made = fonts | {
        "look.css": _asset("look.css", look.encode()),
        "look.js": _asset("look.js", _join_scripts(sorted(static.glob("js/*.js"))).encode()),
        "passkeys.js": _asset("passkeys.js", _join_scripts(_passkey_scripts(static)).encode()),
        "door.js": _asset("door.js", _join_scripts(_door_scripts(static)).encode()),
        "door-worker.js": _asset(
            "door-worker.js", _join_scripts([*static.glob("js/apart/door-worker.js")]).encode()
        ),
        "pocket.js": _asset("pocket.js", _join_scripts([*static.glob("js/apart/pocket/*.js")]).encode()),
        "pocket-worker.js": _asset(
            "pocket-worker.js", _join_scripts([*static.glob("js/apart/pocket-worker.js")]).encode()
        ),
        "mark.svg": _asset("mark.svg", svg.icon_svg().encode()),
        "favicon.ico": _asset("favicon.ico", (static / "favicon.ico").read_bytes()),
    }
    return AssetManifest(
        {one.name: one for one in made.values()}, {plain: one.name for plain, one in made.items()}
    )


@cache
def mail_style() -> Markup:
    """The CSS of mails, to be inlined when they are sent."""
    return Markup((STATIC_FOLDER / "css" / "mail.css").read_text())  # noqa: S704 - a file of our own


def register(app: Flask) -> None:
    """Build the assets; register them, icons and cover art with templates and macros."""
    manifest()
    app.jinja_env.globals.update(
        asset=asset_url,
        icon=icons.icon,
        mail_style=mail_style,
        avatar_ground=svg.avatar_ground,
        bead_worth=seat_meter.bead_worth,
        cover_svg=svg.cover_svg,
        footer_svg=svg.footer_svg,
        ground_of=svg.ground_of,
        hero_svg=svg.hero_svg,
        mark_svg=svg.mark_svg,
        seat_meter_svg=seat_meter.seat_meter_svg,
    )


def _asset(name: str, data: bytes) -> Asset:
    stem, _, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
    small = gzip.compress(data, mtime=0) if ending in COMPRESSIBLE else None
    return Asset(hashed, data, CONTENT_TYPES[ending], small)


def _passkey_scripts(static: Path) -> list[Path]:
    """Scripts that only pages with passkeys load."""
    return [*static.glob("vendor/simplewebauthn/*.js"), *static.glob("js/apart/passkeys.js")]


def _door_scripts(static: Path) -> list[Path]:
    """Scripts of the door's screen: the QR decoder, and the screen's own parts, of which the last are entry
    points, each for its page."""
    return [*static.glob("vendor/jsqr/*.js"), *sorted(static.glob("js/apart/door/*.js"))]


def _join_scripts(paths: list[Path]) -> str:
    """Join scripts, each in a scope of its own, so that none sees another's names."""
    return "\n".join(f"{{\n{path.read_text().strip()}\n}}" for path in paths)
