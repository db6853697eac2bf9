"""Pages that need not be rendered again: 304 for whoever has the same page already, and for others the cached
page that was rendered for somebody else before.

Only for visitors without a session cookie: what the others see may be theirs alone. A page says by its
*stamp* what it depends on, in one query; the rest (address, chosen scheme, version of the program) is added
here.
"""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from flask import Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue

from chapter.web import page_cache
from chapter.web.access import View
from chapter.web.files import REVALIDATED, public_file

PROGRAM = Path(__file__).resolve().parent.parent
SOURCES = {".py", ".html", ".txt", ".css", ".js", ".svg"}


def cached_by_etag(stamp: Callable[[], object]) -> Callable[[View], View]:
    """Answer 304, without rendering the page, while ``stamp()`` is what it was when the visitor got the
    page."""

    def around(view: View) -> View:
        @wraps(view)
        def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
            if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
                return view(*args, **kwargs)
            tag = _tag(stamp())
            if request.if_none_match.contains_weak(tag):
                return _tagged(Response(status=304), tag)
            found = page_cache.get(tag)
            if found is not None:
                return _tagged(public_file(found[0], found[1]), tag)
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200 or session.modified:
                return response
            page_cache.put(tag, response.get_data(), response.content_type)
            return _tagged(response, tag)

        return answer  # type: ignore[return-value]  # wraps() keeps what it wraps

    return around


@cache
def program_version() -> str:
    """A short hash of this program's files: it changes with each of them."""
    digest = hashlib.sha256()
    for path in sorted(PROGRAM.rglob("*")):
        if path.suffix in SOURCES:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _tag(stamp: object) -> str:
    seen = (request.full_path, request.cookies.get("theme"), program_version(), stamp)
    return hashlib.sha256(repr(seen).encode(errors="replace")).hexdigest()[:32]


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = REVALIDATED
    return response
