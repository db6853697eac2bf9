"""CSS, scripts and fonts: joined, named by their hash, served from memory.

A name changes with its content, so browsers may keep a file for ever. One style sheet and one script
for all pages: a first visit asks for few files, and every later page finds them in the cache.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from chapter.web import icons, stitching
from chapter.web.access import allow, everyone

STATIC = Path(__file__).resolve().parent.parent / "static"
LAYERS = ("tokens", "base", "layout", "components", "print")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
SHRINKING = {".css", ".js", ".svg"}
FONT = re.compile(r'url\("\.\./fonts/([a-z0-9-]+\.woff2)"\)')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A file as it is served. ``small`` is its gzip, where that is worth it."""

    name: str
    data: bytes
    content_type: str
    small: bytes | None


@dataclass(frozen=True)
class Shelf:
    """Every asset, by the hashed name it is served under; ``names`` leads there from the plain name."""

    files: dict[str, Asset]
    names: dict[str, str]


@bp.get("/assets/<name>")
@allow(everyone)
def file(name: str) -> ResponseReturnValue:
    """One asset, for ever. 404 for a name that this edition of the program has not."""
    asset = shelf().files.get(name)
    if asset is None:
        abort(404)
    small = asset.small is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(asset.small if small else asset.data, content_type=asset.content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if asset.small is not None:
        response.vary.add("Accept-Encoding")
    if small:
        response.headers["Content-Encoding"] = "gzip"
    return response


def address(name: str) -> str:
    """Where the asset ``name`` is served, such as ``look.css``. KeyError when there is none."""
    return f"/assets/{shelf().names[name]}"


@cache
def shelf() -> Shelf:
    """Read everything once for each process."""
    fonts = [_asset(path.name, path.read_bytes()) for path in sorted((STATIC / "fonts").glob("*.woff2"))]
    hashed = {_plain(font.name): font.name for font in fonts}
    made = [
        *fonts,
        _asset("look.css", _style(hashed).encode()),
        _asset("look.js", _script().encode()),
        _asset("mark.svg", stitching.icon_svg().encode()),
    ]
    return Shelf({one.name: one for one in made}, {_plain(one.name): one.name for one in made})


@cache
def mail_style() -> Markup:
    """The style of mails, to be inlined when they are sent."""
    return Markup((STATIC / "css" / "mail.css").read_text())  # noqa: S704 - a file of our own


def register(app: Flask) -> None:
    """Serve the assets, and make them, icons and stitched pictures known to templates and macros."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        asset=address,
        icon=icons.icon,
        mail_style=mail_style,
        avatar_ground=stitching.avatar_ground,
        cover_svg=stitching.cover_svg,
        footer_svg=stitching.footer_svg,
        ground_of=stitching.ground_of,
        hero_svg=stitching.hero_svg,
        mark_svg=stitching.mark_svg,
        seat_meter_svg=stitching.seat_meter_svg,
    )


def _asset(name: str, data: bytes) -> Asset:
    stem, _, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
    small = gzip.compress(data, mtime=0) if f".{ending}" in SHRINKING else None
    return Asset(hashed, data, TYPES[f".{ending}"], small)


def _plain(hashed: str) -> str:
    stem, _, ending = hashed.rsplit(".", 2)
    return f"{stem}.{ending}"


def _style(fonts: dict[str, str]) -> str:
    css = STATIC / "css"
    layers = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        paths = sorted((css / layer).glob("*.css")) or [css / f"{layer}.css"]
        layers.append(f"@layer {layer}{{{''.join(_squeezed(path) for path in paths)}}}")
    return FONT.sub(lambda match: f'url("{fonts[match[1]]}")', "\n".join(layers))


def _squeezed(path: Path) -> str:
    return re.sub(r"\s+", " ", COMMENT.sub("", path.read_text())).strip()


def _script() -> str:
    """Every behavior in a scope of its own, so that none sees another's names."""
    paths = sorted((STATIC / "js").glob("*.js"))
    return "\n".join(f"{{\n{path.read_text().strip()}\n}}" for path in paths)
