"""Cancelling an event, with a confirmation page."""

from functools import partial

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.broadcasts import queries as broadcasts_queries
from chapter.events.circles import event_managers
from chapter.events.models import Event
from chapter.events.undo_window import CALLED_OFF
from chapter.events_office.forms import WhyForm
from chapter.events_office.rules import changes
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
    redirect_to_broadcast,
    redirect_to_event,
)
from chapter.gateways import clock
from chapter.web.access import allow, second_factor_required


@bp.get("/<slug>/cancel")
@allow(event_managers)
@second_factor_required
def ask_to_cancel(slug: str) -> ResponseReturnValue:
    """Confirmation page: what cancelling the event does."""
    return _cancel_page(managed_event_or_404(slug), WhyForm())


@bp.post("/<slug>/cancel")
@allow(event_managers)
@second_factor_required
def cancel(slug: str) -> ResponseReturnValue:
    """Cancel the event; its guests are notified ten minutes later."""
    event, form = managed_event_or_404(slug), WhyForm()
    with form.trying(partial(_cancel_page, event)), db.writing():
        changes.cancel_event(db.lock(event), why=str(form.why.data), by=current_user.actor, now=clock.now())
        telling = db.first(broadcasts_queries.held_about(event, CALLED_OFF))
    flash("The event is canceled.", "done")
    return redirect_to_event(event) if telling is None else redirect_to_broadcast(telling)


def _cancel_page(event: Event, form: WhyForm) -> str:
    return render_template("events_office/office/cancel.html", form=form, **page_head(event))
