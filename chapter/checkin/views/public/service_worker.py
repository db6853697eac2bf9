"""/door/sw.js: the service worker that stores the door's pages on a phone, so that they open without a
signal; and the page shown instead of those that need one."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from chapter.checkin.views.public import bp
from chapter.web import assets
from chapter.web.access import allow, everyone


@bp.get("/sw.js")
@allow(everyone)
def service_worker() -> ResponseReturnValue:
    """The service worker. It is served here, not among the assets, since its scope is only what lies below
    its address."""
    found = assets.manifest().files[assets.manifest().names["door-worker.js"]]
    response = Response(found.data, content_type=found.content_type)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/no-signal.html")
@allow(everyone)
def no_signal() -> ResponseReturnValue:
    """The page shown in place of one that the phone can't fetch. It names nobody; the phone fills it in."""
    return render_template("checkin/door/no_signal.html")
