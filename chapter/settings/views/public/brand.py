"""/chapter.css: the chapter's own color, for every page."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from chapter.settings import queries
from chapter.settings.models import Chapter
from chapter.settings.views.public import bp
from chapter.web.access import allow, everyone

A_YEAR = 365 * 24 * 3600


@bp.get("/chapter.css")
@allow(everyone)
def css() -> ResponseReturnValue:
    """Linked as /chapter.css?v=<version>: kept for a year under its version, asked again without."""
    chapter = queries.current()
    response = Response(stylesheet(chapter), mimetype="text/css")
    response.set_etag(f"chapter-{chapter.version}")
    if request.args.get("v") == str(chapter.version):
        response.cache_control.public = response.cache_control.immutable = True
        response.cache_control.max_age = A_YEAR
    else:
        response.cache_control.no_cache = True
    return response.make_conditional(request)


def stylesheet(chapter: Chapter) -> str:
    """The style sheet; only tokens, and none when the chapter keeps the house's color."""
    if not chapter.brand:
        return ""
    accent = f"light-dark({chapter.accent_light}, {chapter.accent_dark})"
    return f":root {{ --brand: {chapter.brand}; --on-brand: {chapter.on_brand}; --accent: {accent}; }}\n"
