"""Around one event: who leads and greets, what is written to its guests, what happened."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug import Response

from chapter import db
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.broadcasts import kinds
from chapter.broadcasts.views.send_preview import goes_back, preview_page, send_now_if_pressed
from chapter.events import queries as events_queries
from chapter.events.circles import event_managers
from chapter.events.models import POSTS, Event, EventStaff
from chapter.events.rules import staff as staff_rules
from chapter.events_office import queries
from chapter.events_office.forms import MessageForm, StaffForm
from chapter.events_office.rules import messages
from chapter.events_office.views.office.events import (
    flash_with_undo,
    managed_event_or_404,
    one_page,
    page_head,
    redirect_to_event,
)
from chapter.events_office.views.office.exports import bp
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED
from chapter.web.idempotent_form import new_nonce

__all__ = ["bp"]


@bp.get("/<slug>/message")
@allow(event_managers)
@second_factor_required
def message(slug: str) -> ResponseReturnValue:
    """Write to those who come or wait."""
    event = managed_event_or_404(slug)
    to = request.args.get("to", messages.COMING)
    data = {"nonce": new_nonce(), "to": to if to in messages.READERS else messages.COMING}
    form = MessageForm(data=data)
    form.name_readers(messages.recipient_counts(event), canceled=event.cancelled_at is not None)
    return _message_page(event, form)


@bp.post("/<slug>/message")
@allow(event_managers)
@second_factor_required
def send_message(slug: str) -> ResponseReturnValue:
    """Show to whom it goes and how it reads; then send it, after ten minutes for second thoughts."""
    event, form = managed_event_or_404(slug), MessageForm()
    form.name_readers(messages.recipient_counts(event), canceled=event.cancelled_at is not None)
    if not form.validate_on_submit():
        return _message_page(event, form), 422
    if goes_back():
        return _message_page(event, form)
    words = {name: str(form[name].data) for name in ("to", "subject", "text")}
    nonce = str(form.nonce.data)
    back = url_for("events_office.show", slug=event.slug)
    first = preview_page(form, kinds.draft(messages.MESSAGE, event, **words), back=back)
    if first is not None:
        return first
    try:
        with db.writing():
            written = messages.send_message(
                db.lock(event), **words, nonce=nonce, by=current_viewer().actor, now=clock.now()
            )  # fmt: skip
            send_now_if_pressed(messages.message_by_nonce(event, nonce))
    except Refused as refused:
        form.show_error(refused)
        return _message_page(event, form), 422
    if not written:
        flash("This message was sent already.", "done")
    return redirect_to_event(event)


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
    """Let somebody lead it, or greet."""
    event, form = managed_event_or_404(slug), StaffForm()
    if not form.validate_on_submit():
        return _staff_page(event, form), 422
    try:
        with db.writing():
            given = staff_rules.grant_post(
                db.lock(event),
                email=str(form.email.data),
                post=str(form.post.data),
                by=current_viewer().actor,
                now=clock.now(),
            )
    except Refused as refused:
        form.show_error(refused)
        return _staff_page(event, form), 422
    flash(f"{given.person.name} is {POSTS[given.role].lower()} from now on.", "done")
    return _to_staff(event)


@bp.post("/<slug>/staff/<int(max=2147483647):post_id>/end")
@allow(event_managers)
@second_factor_required
def end_post(slug: str, post_id: int) -> ResponseReturnValue:
    """End it, from her next click on."""
    event = managed_event_or_404(slug)
    given = _post(event, post_id)
    if not ButtonForm().validate_on_submit():
        flash(FORM_EXPIRED, "refused")
        return _to_staff(event)
    with db.writing():
        staff_rules.end_post(db.lock(given), by=current_viewer().actor, now=clock.now())
    undo = url_for("events_office.resume_post", slug=event.slug, post_id=given.id)
    text = f"{given.person.name} is no longer {POSTS[given.role].lower()} of this event."
    flash_with_undo(text, undo=undo)
    return _to_staff(event)


@bp.post("/<slug>/staff/<int(max=2147483647):post_id>/resume")
@allow(event_managers)
@second_factor_required
@recently_authenticated
def resume_post(slug: str, post_id: int) -> ResponseReturnValue:
    """Undo."""
    event = managed_event_or_404(slug)
    given = _post(event, post_id)
    if ButtonForm().validate_on_submit():
        with db.writing():
            staff_rules.resume_post(db.lock(given), by=current_viewer().actor, now=clock.now())
        flash(f"{given.person.name} is {POSTS[given.role].lower()} as before.", "done")
    else:
        flash(FORM_EXPIRED, "refused")
    return _to_staff(event)


@bp.get("/<slug>/history")
@allow(event_managers)
@second_factor_required
def history(slug: str) -> ResponseReturnValue:
    """What happened to the event and its bookings, the latest first, and why."""
    event = managed_event_or_404(slug)
    entries, page, pages = one_page(queries.history(event))
    return render_template(
        "events/office/history.html",
        entries=entries,
        actors=queries.who_acted(entries),
        named=queries.bookings_named(entries),
        page=page,
        pages=pages,
        **page_head(event, "history"),
    )


def _post(event: Event, post_id: int) -> EventStaff:
    return db.first_or_404(
        select(EventStaff).where(EventStaff.event_id == event.id, EventStaff.id == post_id)
    )


def _to_staff(event: Event) -> Response:
    return redirect(url_for("events_office.staff", slug=event.slug), 303)


def _message_page(event: Event, form: MessageForm) -> str:
    return render_template("events/office/message.html", form=form, **page_head(event))


def _staff_page(event: Event, form: StaffForm) -> str:
    return render_template(
        "events/office/staff.html",
        form=form,
        posts=events_queries.staff_of_event(event),
        **page_head(event, "staff"),
    )
