"""/office/events/<slug>/publish: letting others see an event, and making it a draft again."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.events.circles import event_keepers
from chapter.events.office_forms import PublishForm
from chapter.events.rules import publishing
from chapter.events.views.office import back_with, bp, kept, say, to_event
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

__all__ = ["bp"]


@bp.post("/<slug>/publish")
@allow(event_keepers)
@second_factor_required
def publish(slug: str) -> ResponseReturnValue:
    """Let everybody see it who may; one that begins in the past is asked about first."""
    event, form = kept(slug), PublishForm()
    if not form.validate_on_submit():
        return back_with(FORM_EXPIRED, event)
    begun = event.starts_at <= clock.now() < event.ends_at
    if event.draft and begun and not form.sure.data:
        return render_template(
            "events/office/publish.html", form=form, event=event, form_has_errors=True
        ), 422
    try:
        with db.writing():
            publishing.publish(db.lock(event), by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return back_with(refused.sentence, event)
    undo = url_for("events_office.unpublish", slug=event.slug)
    say("It is public now.", undo=undo, label="Make it a draft again")
    return to_event(event)


@bp.post("/<slug>/unpublish")
@allow(event_keepers)
@second_factor_required
def unpublish(slug: str) -> ResponseReturnValue:
    """Make it a draft again, as long as nobody has booked."""
    event = kept(slug)
    if not ButtonForm().validate_on_submit():
        return back_with(FORM_EXPIRED, event)
    try:
        with db.writing():
            publishing.unpublish(db.lock(event), by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return back_with(refused.sentence, event)
    flash("It is a draft again. Nobody outside the office sees it.", "done")
    return to_event(event)
