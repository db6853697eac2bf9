"""/door/sw.js: what keeps the door's page on a phone, so that it opens without a signal."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from chapter.web import assets
from chapter.web.access import allow, everyone

bp = Blueprint("door_worker", __name__, url_prefix="/door")


@bp.get("/sw.js")
@allow(everyone)
def script() -> ResponseReturnValue:
    """The worker. It stands here and not among the assets since it may only serve what lies beneath it."""
    found = assets.shelf().files[assets.shelf().names["door-worker.js"]]
    response = Response(found.data, content_type=found.content_type)
    response.headers["Cache-Control"] = "no-cache"
    return response
