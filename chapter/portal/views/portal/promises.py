"""/me/promises/: what a member promised at events, a button each. Shown on the first screen, to them
alone."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import signed_in
from chapter.gateways import clock
from chapter.hello.queries import hellos
from chapter.hello.rules import promises
from chapter.portal.views.portal import bp
from chapter.web.access import allow, current_viewer
from chapter.web.csrf import FORM_EXPIRED, ButtonForm


@bp.post("/me/promises/<public_id>/done")
@allow(signed_in)
def finish_promise(public_id: str) -> ResponseReturnValue:
    """Mark a promise as kept."""
    if _settled(public_id, done=True):
        undo = url_for("portal.reopen_promise", public_id=public_id)
        flash({"text": "Done. It is off your list.", "undo": undo, "label": "Not yet"}, "done")  # type: ignore[arg-type]  # shown by notice.html
    return redirect(url_for("portal.index"), 303)


@bp.post("/me/promises/<public_id>/undone")
@allow(signed_in)
def reopen_promise(public_id: str) -> ResponseReturnValue:
    """Mark a promise as not kept yet."""
    _settled(public_id, done=False)
    return redirect(url_for("portal.index"), 303)


def _settled(public_id: str, *, done: bool) -> bool:
    made = hellos.own_promise_or_404(current_viewer().person, public_id)
    if not ButtonForm().validate_on_submit():
        flash(FORM_EXPIRED, "refused")
        return False
    with db.writing():
        promises.mark_done(made, done=done, now=clock.now())
    return True
