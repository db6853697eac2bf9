"""/pictures/…: pictures that are for everybody, under an address that never shows another."""

from flask.typing import ResponseReturnValue

from chapter.media import responses
from chapter.media.views.public import bp
from chapter.web.access import allow, everyone


@bp.get("/pictures/<public_id>-<size>.webp")
@allow(everyone)
def picture(public_id: str, size: str) -> ResponseReturnValue:
    """A cover, a logo, a portrait of a host. 404 for pictures whose viewers are asked who they are."""
    return responses.public_picture_response(public_id, size)
