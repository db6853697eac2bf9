"""Who leads one event, and who greets at it."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.person_choice import person_of
from chapter.accounts.viewer import current_user
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.events import queries as events_queries
from chapter.events.circles import event_managers
from chapter.events.models import Event, EventStaff
from chapter.events.rules import staff as staff_rules
from chapter.events_office import wording
from chapter.events_office.forms import StaffForm
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
)
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.web.access import allow, second_factor_required


@bp.get("/<slug>/staff")
@allow(event_managers)
@second_factor_required
def staff(slug: str) -> ResponseReturnValue:
    """Who leads this event and who greets at it."""
    return _staff_page(managed_event_or_404(slug), StaffForm())


@bp.post("/<slug>/staff")
@allow(event_managers)
@second_factor_required
@recently_authenticated
def grant_post(slug: str) -> ResponseReturnValue:
    """Make somebody lead or greeter of this event."""
    event, form = managed_event_or_404(slug), StaffForm()
    with form.trying(partial(_staff_page, event)):
        person = person_of(form.email, staff_rules.NOT_YET, signs_in=True)
        with db.writing():
            given = staff_rules.grant_post(
                db.lock(event), person, post=str(form.post.data), by=current_user.actor, now=clock.now()
            )
    flash(f"{given.person.name} is now {wording.post(given.role)} of this event.", "done")
    return _to_staff(event)


@bp.post("/<slug>/staff/<int(max=2147483647):post_id>/end")
@allow(event_managers)
@second_factor_required
def end_post(slug: str, post_id: int) -> ResponseReturnValue:
    """End a post, from the next request on."""
    event = managed_event_or_404(slug)
    given = _post(event, post_id)
    with pressed(_to_staff(event)), db.writing():
        staff_rules.end_post(db.lock(given), by=current_user.actor, now=clock.now())
    undo = url_for("events_office.resume_post", slug=event.slug, post_id=given.id)
    text = f"{given.person.name} is no longer {wording.post(given.role)} of this event."
    flash_done(text, undo)
    return _to_staff(event)


@bp.post("/<slug>/staff/<int(max=2147483647):post_id>/resume")
@allow(event_managers)
@second_factor_required
@recently_authenticated
def resume_post(slug: str, post_id: int) -> ResponseReturnValue:
    """Undo: give back a post that was ended."""
    event = managed_event_or_404(slug)
    given = _post(event, post_id)
    with pressed(_to_staff(event)), db.writing():
        staff_rules.resume_post(db.lock(given), by=current_user.actor, now=clock.now())
    flash(f"{given.person.name} is {wording.post(given.role)} of this event again.", "done")
    return _to_staff(event)


def _post(event: Event, post_id: int) -> EventStaff:
    return db.first_or_404(events_queries.post_of_event(event, post_id))


def _to_staff(event: Event) -> Response:
    return redirect(url_for("events_office.staff", slug=event.slug), 303)


def _staff_page(event: Event, form: StaffForm) -> str:
    return render_template(
        "events_office/office/staff.html",
        form=form,
        posts=events_queries.staff_of_event(event),
        **page_head(event, "events_office.staff"),
    )
