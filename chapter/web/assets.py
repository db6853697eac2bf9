"""CSS, scripts and fonts: joined, hashed, served from memory under names that change with them.

Since the name holds the hash, a browser may keep each file for ever and never asks again.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from chapter.web import beads, icons, stitching, stylesheet
from chapter.web.access import allow, everyone

STATIC = Path(__file__).resolve().parent.parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400"
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
PACKED_ALREADY = {"woff2", "ico"}

bp = Blueprint("assets", __name__)


class UnknownAsset(LookupError):
    """A template asks for a file that is not among the assets."""


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. ``name`` is what templates call it, ``address`` what browsers do."""

    name: str
    address: str
    content: bytes
    packed: bytes | None

    @property
    def type(self) -> str:
        """Its Content-Type."""
        return TYPES[self.name.rpartition(".")[2]]


def made(name: str, content: bytes) -> Asset:
    """The asset of this name and content."""
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:12]
    packed = None if ending in PACKED_ALREADY else gzip.compress(content, 9, mtime=0)
    return Asset(name, f"{stem}.{digest}.{ending}", content, packed)


def collect(static: Path) -> dict[str, Asset]:
    """Every asset by its name: look.css, each script, each font."""
    fonts = {path.name: made(path.name, path.read_bytes()) for path in sorted(static.glob("fonts/*.woff2"))}
    look = stylesheet.join(static / "css", lambda name: fonts[name].address)
    scripts = [made(path.name, path.read_bytes()) for path in sorted(static.glob("js/*.js"))]
    return fonts | {one.name: one for one in (made("look.css", look.encode()), *scripts)}


def asset(name: str) -> str:
    """The address of the asset called ``name``, such as ``look.css``. Raises UnknownAsset."""
    found: dict[str, Asset] = current_app.extensions["assets"]
    if name not in found:
        raise UnknownAsset(name)
    return url_for("assets.file", address=found[name].address)


@bp.get("/assets/<address>")
@allow(everyone)
def file(address: str) -> ResponseReturnValue:
    """One asset; 404 for a name of another hash, since what it held may be gone."""
    known: dict[str, Asset] = current_app.extensions["assets"]
    found = next((one for one in known.values() if one.address == address), None)
    return _sent(found or abort(404), FOR_EVER)


@bp.get("/favicon.svg")
@allow(everyone)
def favicon() -> ResponseReturnValue:
    """The mark, for the browser's tab."""
    return _sent(made("favicon.svg", stitching.mark_picture().encode()), A_DAY)


@bp.get("/favicon.ico")
@allow(everyone)
def favicon_of_old() -> ResponseReturnValue:
    """The same, for those who ask without having read the page."""
    return _sent(made("favicon.ico", (STATIC / "favicon.ico").read_bytes()), A_DAY)


def _sent(one: Asset, keep: str) -> Response:
    response = current_app.response_class(one.content, content_type=one.type)
    response.headers["Cache-Control"] = keep
    if one.packed is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.data = one.packed
            response.headers["Content-Encoding"] = "gzip"
    return response


def register(app: Flask) -> None:
    """Read all assets once; make them and the drawings known to templates."""
    app.extensions["assets"] = collect(STATIC)
    app.register_blueprint(bp)
    known = app.jinja_env.globals
    known.update(asset=asset, icon=icons.icon, cover=stitching.cover, hero=stitching.hero)
    known.update(cover_ground=stitching.cover_ground, avatar_ground=stitching.avatar_ground)
    known.update(seat_meter=beads.seat_meter, bead_worth=beads.bead_worth)
    known.update(mark=stitching.mark, footer_figure=stitching.footer_figure)
