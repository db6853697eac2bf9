"""Sending a picture to whoever may see it: one that is for some is checked each time, so that hiding it hides
it at once; one that is for everybody keeps its address for ever."""

import structlog
from flask import Response, abort, request

from chapter.gateways.files import FileMissing, StoreUnavailable
from chapter.media import queries
from chapter.media.queries import FoundFile
from chapter.media.rules import CONTENT_TYPE
from chapter.web.files import REVALIDATED, UNCHANGING, private_file, private_response, public_file

log = structlog.get_logger()


def picture_response(number: int | None, size: str) -> Response:
    """The picture with that id in that size, to one reader who was checked; 304 when the browser has it.
    Aborts with 404, or 503 while the store does not answer."""
    file = queries.file_of(number, size) or abort(404)
    if file.sha256 in request.if_none_match:
        answer = private_response(Response(status=304), cache=REVALIDATED)
    else:
        answer = private_file(_content(file), CONTENT_TYPE, cache=REVALIDATED)
    answer.set_etag(file.sha256)
    return answer


def public_picture_response(public_id: str, size: str) -> Response:
    """A picture that anybody may see, which no cache needs to ask for again. Aborts with 404 where its use is
    for some alone, or 503."""
    file = queries.public_file(public_id, size) or abort(404)
    answer = public_file(_content(file), CONTENT_TYPE, cache=UNCHANGING)
    answer.set_etag(file.sha256)
    answer.make_conditional(request)
    return answer


def content_if_kept(file: FoundFile) -> bytes | None:
    """The bytes of a picture; None when the store lost them, which the log is told. Aborts with 503 while the
    store does not answer."""
    try:
        return file.content()
    except FileMissing:
        log.error("picture_file_missing", key=file.key)
        return None
    except StoreUnavailable as error:
        log.error("files_unavailable", why=str(error))
        abort(503)


def _content(file: FoundFile) -> bytes:
    content = content_if_kept(file)
    return content if content is not None else abort(404)
