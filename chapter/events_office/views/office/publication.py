"""/office/events/<slug>/publish: publishing an event, and making it a draft again."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.events.circles import event_managers
from chapter.events.rules import lifecycle
from chapter.events_office.forms import PublishForm
from chapter.events_office.rules import changes
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    redirect_to_event,
)
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.web.access import allow, second_factor_required


@bp.post("/<slug>/publish")
@allow(event_managers)
@second_factor_required
def publish(slug: str) -> ResponseReturnValue:
    """Publish the event; one that begins in the past must be confirmed first."""
    event, form = managed_event_or_404(slug), PublishForm()
    with pressed(redirect_to_event(event)):
        begun = event.starts_at <= clock.now() < event.ends_at
        if event.draft and begun and not form.sure.data:
            return render_template(
                "events_office/office/publish.html", form=form, event=event, form_has_errors=True
            ), 422
        with db.writing():
            lifecycle.publish(db.lock(event), by=current_user.actor, now=clock.now())
    undo = url_for("events_office.unpublish", slug=event.slug)
    flash_done("Published.", undo, "Make it a draft again")
    return redirect_to_event(event)


@bp.post("/<slug>/unpublish")
@allow(event_managers)
@second_factor_required
def unpublish(slug: str) -> ResponseReturnValue:
    """Make the event a draft again, as long as nobody has booked."""
    event = managed_event_or_404(slug)
    with pressed(redirect_to_event(event)), db.writing():
        changes.unpublish(db.lock(event), by=current_user.actor, now=clock.now())
    flash("It’s a draft again. Nobody outside the office sees it.", "done")
    return redirect_to_event(event)
