"""/door/sw.js: what keeps the door's pages on a phone, so that they open without a signal; and the one that
stands for those that need one."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from chapter.checkin.views.public import bp
from chapter.web import assets
from chapter.web.access import allow, everyone


@bp.get("/sw.js")
@allow(everyone)
def service_worker() -> ResponseReturnValue:
    """The worker. It stands here and not among the assets since it may only serve what lies beneath it."""
    found = assets.manifest().files[assets.manifest().names["door-worker.js"]]
    response = Response(found.data, content_type=found.content_type)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/no-signal.html")
@allow(everyone)
def no_signal() -> ResponseReturnValue:
    """What a phone shows in place of a page that it can't fetch. It names nobody; the phone fills it in."""
    return render_template("checkin/door/no_signal.html")
