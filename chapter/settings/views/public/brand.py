"""/chapter.css: the chapter's own color, for every page."""

from flask import request
from flask.typing import ResponseReturnValue

from chapter.settings import queries
from chapter.settings.models import Chapter
from chapter.settings.views.public import bp
from chapter.web.access import allow, everyone
from chapter.web.files import public_file

A_YEAR = 365 * 24 * 3600


@bp.get("/chapter.css")
@allow(everyone)
def css() -> ResponseReturnValue:
    """The style sheet, linked as /chapter.css?v=<version>: cached for a year under its version, revalidated
    without."""
    chapter = queries.current()
    response = public_file(stylesheet(chapter), "text/css; charset=utf-8")
    response.set_etag(f"chapter-{chapter.version}")
    if request.args.get("v") == str(chapter.version):
        response.cache_control.public = response.cache_control.immutable = True
        response.cache_control.max_age = A_YEAR
    else:
        response.cache_control.no_cache = True
    return response.make_conditional(request)


def stylesheet(chapter: Chapter) -> str:
    """The style sheet; only custom properties, and empty when the chapter uses the default color."""
    if not chapter.brand:
        return ""
    accent = f"light-dark({chapter.accent_light}, {chapter.accent_dark})"
    return f":root {{ --brand: {chapter.brand}; --on-brand: {chapter.on_brand}; --accent: {accent}; }}\n"
