"""Assets under their hashed names, and the logo under the names that browsers ask for by themselves."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from chapter.web.access import allow, everyone
from chapter.web.assets import Asset, manifest
from chapter.web.files import UNCHANGING, public_file
from chapter.web.views.public import bp

CACHE_ONE_DAY = "public, max-age=86400"


@bp.get("/assets/<name>")
@allow(everyone)
def asset_file(name: str) -> ResponseReturnValue:
    """One asset, cached for ever. 404 for a name that this version of the program does not have."""
    return _asset_response(manifest().files.get(name) or abort(404), UNCHANGING)


@bp.get("/favicon.svg")
@allow(everyone)
def favicon() -> ResponseReturnValue:
    """The logo, for a browser's tab."""
    return _asset_response(manifest().files[manifest().names["mark.svg"]], CACHE_ONE_DAY)


@bp.get("/favicon.ico")
@allow(everyone)
def favicon_ico() -> ResponseReturnValue:
    """The logo at /favicon.ico, for clients that have not read the page."""
    return _asset_response(manifest().files[manifest().names["favicon.ico"]], CACHE_ONE_DAY)


def _asset_response(asset: Asset, keep: str) -> Response:
    small = asset.gzipped if request.accept_encodings.quality("gzip") > 0 else None
    response = public_file(small or asset.data, asset.content_type, cache=keep)
    if asset.gzipped is not None:
        response.vary.add("Accept-Encoding")
    if small is not None:
        response.headers["Content-Encoding"] = "gzip"
    return response
