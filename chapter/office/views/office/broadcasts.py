"""/office/tellings/: a held broadcast: to whom it goes, a sample letter; send it now, or undo it."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, staff
from chapter.broadcasts import kinds, previews, queries
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.broadcasts.views.send_preview import mail_sample
from chapter.events.circles import event_staff
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.office.views.office import bp
from chapter.web.access import allow, second_factor_required


@bp.get("/tellings/<public_id>")
@allow(staff, event_staff)
@second_factor_required
def show_broadcast(public_id: str) -> ResponseReturnValue:
    """One broadcast, with all its parts."""
    return _page(_broadcast(public_id))


@bp.post("/tellings/<public_id>/undo")
@allow(staff, event_staff)
@second_factor_required
def undo_broadcast(public_id: str) -> ResponseReturnValue:
    """Put back what was changed; nobody is notified."""
    broadcast = _broadcast(public_id)
    with pressed(partial(_page, broadcast)):
        home = kinds.kind_of(broadcast).page_url(broadcast)
        with db.writing():
            said = holds.undo(broadcast, by=current_user.actor, now=clock.now())
    flash(" ".join(filter(None, ("Undone. No emails were sent.", said))), "done")
    return redirect(home, 303)


@bp.post("/tellings/<public_id>/now")
@allow(staff, event_staff)
@second_factor_required
def send_broadcast_now(public_id: str) -> ResponseReturnValue:
    """Send it without waiting."""
    broadcast = _broadcast(public_id)
    with pressed(partial(_page, broadcast)), db.writing():
        holds.send_now(broadcast, by=current_user.actor, now=clock.now())
    flash("Sending now.", "done")
    return redirect(kinds.kind_of(broadcast).page_url(broadcast), 303)


@bp.post("/tellings/<public_id>/sample")
@allow(staff, event_staff)
@second_factor_required
def send_broadcast_sample(public_id: str) -> ResponseReturnValue:
    """Mail sample letters to the viewer."""
    broadcast = _broadcast(public_id)
    with pressed(partial(_page, broadcast)):
        mail_sample(previews.previews_of(broadcast))
    return redirect(url_for("office.show_broadcast", public_id=public_id), 303)


def _broadcast(public_id: str) -> Broadcast:
    """The broadcast, if the viewer may decide about it; 404 otherwise, also for a part of another that is
    held."""
    found = queries.whole_or_404(public_id)
    if not kinds.kind_of(found).may_manage(current_user, found):
        abort(404)
    return found


def _page(broadcast: Broadcast, refused: str = "") -> str:
    kind = kinds.kind_of(broadcast)
    return render_template(
        "office/office/broadcast.html",
        broadcast=broadcast,
        what=kind.title(broadcast),
        home=kind.page_url(broadcast),
        sights=previews.previews_of(broadcast) if broadcast.held and not broadcast.stuck else [],
        soon=broadcast.held and previews.begins_soon(broadcast, clock.now()),
        waits=broadcast.held and kind.is_blocked(broadcast),
        now=clock.now(),
        refused=refused,
        form_has_errors=bool(refused),
    )
