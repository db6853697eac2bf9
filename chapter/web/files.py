"""Responses that are no pages: the one place where a file gets its headers.

``public_file`` is about nobody, and the same for whoever asks. ``private_file`` is for one reader: by a
session, or by a personal link. A file about others leaves by ``@export`` (exports/views/export.py).
"""

import re
import unicodedata
from typing import IO
from urllib.parse import quote

from flask import Response, make_response, send_file

NO_STORE = "private, no-store"
REVALIDATED = "private, no-cache"
"""For what a browser or a calendar may keep, if it asks each time whether it is still so."""

UNCHANGING = "public, max-age=31536000, immutable"
"""For what is under an address that never shows anything else, and that everybody may see."""

Content = bytes | str | IO[bytes]
NO_PLAIN_CHARACTER = re.compile(r'[^\x20-\x7e]|["\\/%]')


def private_response(body: Response | str, status: int | None = None, *, cache: str = NO_STORE) -> Response:
    """The response for one reader alone: no proxy stores it, and no search engine lists it."""
    response = make_response(body) if status is None else make_response(body, status)
    response.headers["Cache-Control"] = cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def private_file(content: Content, content_type: str, name: str = "", *, cache: str = NO_STORE) -> Response:
    """A file for one reader: a download called ``name``, or shown in the browser when it has no name.

    An open file is sent piece by piece, and closed at the end.
    """
    response = private_response(public_file(content, content_type), cache=cache)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if name:
        response.headers["Content-Disposition"] = content_disposition(name)
    return response


def public_file(content: Content, content_type: str, *, cache: str = "") -> Response:
    """A file that is the same for everybody. ``cache``: who may keep it, where headers.py should not say."""
    if isinstance(content, bytes | str):
        response = Response(content, content_type=content_type)
    else:
        response = send_file(content, "application/octet-stream")
        response.content_type = content_type
        del response.headers["Cache-Control"]
    if cache:
        response.headers["Cache-Control"] = cache
    return response


def content_disposition(name: str) -> str:
    """The header that makes a response a download called ``name`` (RFC 6266): in ASCII, and by RFC 8187 where
    the name is more than that."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    plain = NO_PLAIN_CHARACTER.sub("_", bare)
    header = f'attachment; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
