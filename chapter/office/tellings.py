"""/office/tellings/: what many are about to be told: to whom, how it reads; send it now, or undo it."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.events.circles import event_hands
from chapter.gateways import clock
from chapter.mail import holds, showing, tellings
from chapter.mail.models import Telling
from chapter.people.viewer import staff
from chapter.people.views.before_sending import mail_sample
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

bp = Blueprint("tellings", __name__, url_prefix="/office/tellings")


@bp.get("/<public_id>")
@allow(staff, event_hands)
@second_factor_required
def show(public_id: str) -> ResponseReturnValue:
    """One, with all that is told with it."""
    return _page(_telling(public_id))


@bp.post("/<public_id>/undo")
@allow(staff, event_hands)
@second_factor_required
def undo(public_id: str) -> ResponseReturnValue:
    """Put back what was changed; nobody is told."""
    telling = _telling(public_id)
    if not ButtonForm().validate_on_submit():
        return _page(telling, FORM_EXPIRED), 422
    home = tellings.kind_of(telling).home(telling)
    try:
        with db.writing():
            said = holds.undo(telling, by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return _page(telling, refused.sentence), 422
    flash(" ".join(filter(None, ("Undone. Nobody was told.", said))), "done")
    return redirect(home, 303)


@bp.post("/<public_id>/now")
@allow(staff, event_hands)
@second_factor_required
def send_now(public_id: str) -> ResponseReturnValue:
    """Let it leave without waiting."""
    telling = _telling(public_id)
    if not ButtonForm().validate_on_submit():
        return _page(telling, FORM_EXPIRED), 422
    try:
        with db.writing():
            holds.send_now(telling, by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return _page(telling, refused.sentence), 422
    flash("It is on its way.", "done")
    return redirect(tellings.kind_of(telling).home(telling), 303)


@bp.post("/<public_id>/sample")
@allow(staff, event_hands)
@second_factor_required
def sample(public_id: str) -> ResponseReturnValue:
    """Mail her who presses how it reads for one of them."""
    telling = _telling(public_id)
    if not ButtonForm().validate_on_submit():
        return _page(telling, FORM_EXPIRED), 422
    mail_sample(showing.sights(telling))
    return redirect(url_for("tellings.show", public_id=public_id), 303)


def _telling(public_id: str) -> Telling:
    """The one that she may decide about; 404 otherwise, also for a part of another that is held."""
    alone = Telling.within_id.is_(None) | Telling.left_at.is_not(None)
    found = db.first_or_404(select(Telling).where(Telling.public_id == public_id, alone))
    if not tellings.kind_of(found).keeps(current_viewer(), found):
        abort(404)
    return found


def _page(telling: Telling, refused: str = "") -> str:
    kind = tellings.kind_of(telling)
    return render_template(
        "office/telling.html",
        telling=telling,
        what=kind.said(telling),
        home=kind.home(telling),
        sights=showing.sights(telling) if telling.held and not telling.stuck else [],
        soon=telling.held and showing.begins_soon(telling, clock.now()),
        waits=telling.held and kind.waits(telling),
        now=clock.now(),
        refused=refused,
        form_has_errors=bool(refused),
    )
