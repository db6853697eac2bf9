"""/office/events/<slug>/publish: publishing an event, and making it a draft again."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.events.circles import event_managers
from chapter.events.rules import lifecycle
from chapter.events_office.forms import PublishForm
from chapter.events_office.rules import changes
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    flash_with_undo,
    managed_event_or_404,
    redirect_to_event,
    redirect_with_refusal,
)
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.csrf import FORM_EXPIRED, ButtonForm


@bp.post("/<slug>/publish")
@allow(event_managers)
@second_factor_required
def publish(slug: str) -> ResponseReturnValue:
    """Publish the event; one that begins in the past must be confirmed first."""
    event, form = managed_event_or_404(slug), PublishForm()
    if not form.validate_on_submit():
        return redirect_with_refusal(FORM_EXPIRED, event)
    begun = event.starts_at <= clock.now() < event.ends_at
    if event.draft and begun and not form.sure.data:
        return render_template(
            "events_office/office/publish.html", form=form, event=event, form_has_errors=True
        ), 422
    try:
        with db.writing():
            lifecycle.publish(db.lock(event), by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return redirect_with_refusal(refused.sentence, event)
    undo = url_for("events_office.unpublish", slug=event.slug)
    flash_with_undo("It is public now.", undo=undo, label="Make it a draft again")
    return redirect_to_event(event)


@bp.post("/<slug>/unpublish")
@allow(event_managers)
@second_factor_required
def unpublish(slug: str) -> ResponseReturnValue:
    """Make the event a draft again, as long as nobody has booked."""
    event = managed_event_or_404(slug)
    if not ButtonForm().validate_on_submit():
        return redirect_with_refusal(FORM_EXPIRED, event)
    try:
        with db.writing():
            changes.unpublish(db.lock(event), by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return redirect_with_refusal(refused.sentence, event)
    flash("It is a draft again. Nobody outside the office sees it.", "done")
    return redirect_to_event(event)
