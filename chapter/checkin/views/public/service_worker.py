"""/door/sw.js: the service worker that stores the door's pages on a phone, so that they open without a
signal; and the page shown instead of those that need one."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter.checkin.views.public import bp
from chapter.web import assets
from chapter.web.access import allow, everyone
from chapter.web.files import public_file


@bp.get("/sw.js")
@allow(everyone)
def service_worker() -> ResponseReturnValue:
    """The service worker. It is served here, not among the assets, since its scope is only what lies below
    its address."""
    found = assets.manifest().files[assets.manifest().names["door-worker.js"]]
    return public_file(found.data, found.content_type, cache="no-cache")


@bp.get("/no-signal.html")
@allow(everyone)
def no_signal() -> ResponseReturnValue:
    """The page shown in place of one that the phone can't fetch. It names nobody; the phone fills it in."""
    return render_template("checkin/door/no_signal.html")
