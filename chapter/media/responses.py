"""Sending a photo to whoever may see it: checked each time, so that hiding it hides it at once."""

from flask import Response, abort, request

from chapter import db
from chapter.media.models import Picture
from chapter.web.files import REVALIDATED, private_file, private_response

CONTENT_TYPE = "image/webp"


def picture_response(number: int | None, size: str) -> Response:
    """The picture with that id, ``small`` or ``large``; 304 when the browser has it. Aborts with 404."""
    picture = db.session.get(Picture, number) if number is not None else None
    if picture is None:
        abort(404)
    answer = private_response(Response(status=304), cache=REVALIDATED)
    if f"{picture.public_id}-{size}" not in request.if_none_match:
        file = picture.small if size == "small" else picture.large
        answer = private_file(file, CONTENT_TYPE, cache=REVALIDATED)
    answer.set_etag(f"{picture.public_id}-{size}")
    return answer
