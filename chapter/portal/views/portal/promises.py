"""/me/promises/: what a member promised at events, a button each. Shown on the first screen, to them
alone."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.hello.queries import hellos
from chapter.hello.rules import promises
from chapter.portal.views.portal import bp
from chapter.web.access import allow


@bp.post("/me/promises/<public_id>/done")
@allow(signed_in)
def finish_promise(public_id: str) -> ResponseReturnValue:
    """Mark a promise as kept."""
    page = _settle(public_id, done=True)
    flash_done("Done. It’s off your list.", url_for("portal.reopen_promise", public_id=public_id), "Not yet")
    return page


@bp.post("/me/promises/<public_id>/undone")
@allow(signed_in)
def reopen_promise(public_id: str) -> ResponseReturnValue:
    """Mark a promise as not kept yet."""
    return _settle(public_id, done=False)


def _settle(public_id: str, *, done: bool) -> Response:
    made, page = (
        hellos.own_promise_or_404(current_user.person, public_id),
        redirect(url_for("portal.index"), 303),
    )
    with pressed(page), db.writing():
        promises.mark_done(made, done=done, now=clock.now())
    return page
