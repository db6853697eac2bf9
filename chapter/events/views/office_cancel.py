"""Cancelling an event: what it does, and doing it."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.broadcasts.rules import holds
from chapter.events.circles import event_keepers
from chapter.events.models import Event
from chapter.events.office_forms import WhyForm
from chapter.events.rules import publishing
from chapter.events.views.office import about, before_it_leaves, kept, to_event
from chapter.events.views.office_publishing import bp
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer, second_factor_required

__all__ = ["bp"]


@bp.get("/<slug>/cancel")
@allow(event_keepers)
@second_factor_required
def ask_to_cancel(slug: str) -> ResponseReturnValue:
    """What cancelling does, before it is done."""
    return _cancel_page(kept(slug), WhyForm())


@bp.post("/<slug>/cancel")
@allow(event_keepers)
@second_factor_required
def cancel(slug: str) -> ResponseReturnValue:
    """Cancel it; everybody is told ten minutes later."""
    event, form = kept(slug), WhyForm()
    if not form.validate_on_submit():
        return _cancel_page(event, form), 422
    try:
        with db.writing():
            publishing.cancel(
                db.lock(event), why=str(form.why.data), by=current_viewer().actor, now=clock.now()
            )
            telling = db.first(holds.held_about(event, publishing.CALLED_OFF))
    except Refused as refused:
        form.show_error(refused)
        return _cancel_page(event, form), 422
    flash("The event is canceled.", "done")
    return to_event(event) if telling is None else before_it_leaves(telling)


def _cancel_page(event: Event, form: WhyForm) -> str:
    return render_template("events/office/cancel.html", form=form, **about(event))
