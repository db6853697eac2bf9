"""Around one event: who leads and greets, what is written to its guests, what happened."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug import Response

from chapter import db
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.broadcasts import kinds
from chapter.events import lists
from chapter.events.circles import event_keepers
from chapter.events.models import POSTS, Event, EventStaff
from chapter.events.office_forms import MessageForm, StaffForm
from chapter.events.rules import messages, staffing
from chapter.events.views.office import about, kept, paged, say, to_event
from chapter.events.views.office_files import bp
from chapter.gateways import clock
from chapter.mail.views.send_preview import goes_back, preview_page, send_now_if_pressed
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED
from chapter.web.idempotent_form import new_nonce

__all__ = ["bp"]


@bp.get("/<slug>/message")
@allow(event_keepers)
@second_factor_required
def message(slug: str) -> ResponseReturnValue:
    """Write to those who come or wait."""
    event = kept(slug)
    to = request.args.get("to", messages.COMING)
    data = {"nonce": new_nonce(), "to": to if to in messages.READERS else messages.COMING}
    form = MessageForm(data=data)
    form.name_readers(messages.readers(event), canceled=event.cancelled_at is not None)
    return _message_page(event, form)


@bp.post("/<slug>/message")
@allow(event_keepers)
@second_factor_required
def send_message(slug: str) -> ResponseReturnValue:
    """Show to whom it goes and how it reads; then send it, after ten minutes for second thoughts."""
    event, form = kept(slug), MessageForm()
    form.name_readers(messages.readers(event), canceled=event.cancelled_at is not None)
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
            written = messages.send(
                db.lock(event), **words, nonce=nonce, by=current_viewer().actor, now=clock.now()
            )  # fmt: skip
            send_now_if_pressed(messages.sent_by(event, nonce))
    except Refused as refused:
        form.show_error(refused)
        return _message_page(event, form), 422
    if not written:
        flash("This message was sent already.", "done")
    return to_event(event)


@bp.get("/<slug>/staff")
@allow(event_keepers)
@second_factor_required
def staff(slug: str) -> ResponseReturnValue:
    """Who leads this event and who greets at it."""
    return _staff_page(kept(slug), StaffForm())


@bp.post("/<slug>/staff")
@allow(event_keepers)
@second_factor_required
@recently_authenticated
def grant_post(slug: str) -> ResponseReturnValue:
    """Let somebody lead it, or greet."""
    event, form = kept(slug), StaffForm()
    if not form.validate_on_submit():
        return _staff_page(event, form), 422
    try:
        with db.writing():
            given = staffing.grant(
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
@allow(event_keepers)
@second_factor_required
def end_post(slug: str, post_id: int) -> ResponseReturnValue:
    """End it, from her next click on."""
    event = kept(slug)
    given = _post(event, post_id)
    if not ButtonForm().validate_on_submit():
        flash(FORM_EXPIRED, "refused")
        return _to_staff(event)
    with db.writing():
        staffing.end(db.lock(given), by=current_viewer().actor, now=clock.now())
    undo = url_for("events_office.resume_post", slug=event.slug, post_id=given.id)
    text = f"{given.person.name} is no longer {POSTS[given.role].lower()} of this event."
    say(text, undo=undo)
    return _to_staff(event)


@bp.post("/<slug>/staff/<int(max=2147483647):post_id>/resume")
@allow(event_keepers)
@second_factor_required
@recently_authenticated
def resume_post(slug: str, post_id: int) -> ResponseReturnValue:
    """Undo."""
    event = kept(slug)
    given = _post(event, post_id)
    if ButtonForm().validate_on_submit():
        with db.writing():
            staffing.resume(db.lock(given), by=current_viewer().actor, now=clock.now())
        flash(f"{given.person.name} is {POSTS[given.role].lower()} as before.", "done")
    else:
        flash(FORM_EXPIRED, "refused")
    return _to_staff(event)


@bp.get("/<slug>/history")
@allow(event_keepers)
@second_factor_required
def history(slug: str) -> ResponseReturnValue:
    """What happened to the event and its bookings, the latest first, and why."""
    event = kept(slug)
    entries, page, pages = paged(lists.history(event))
    return render_template(
        "events/office/history.html",
        entries=entries,
        actors=lists.who_acted(entries),
        named=lists.bookings_named(entries),
        page=page,
        pages=pages,
        **about(event, "history"),
    )


def _post(event: Event, post_id: int) -> EventStaff:
    return db.first_or_404(
        select(EventStaff).where(EventStaff.event_id == event.id, EventStaff.id == post_id)
    )


def _to_staff(event: Event) -> Response:
    return redirect(url_for("events_office.staff", slug=event.slug), 303)


def _message_page(event: Event, form: MessageForm) -> str:
    return render_template("events/office/message.html", form=form, **about(event))


def _staff_page(event: Event, form: StaffForm) -> str:
    return render_template(
        "events/office/staff.html", form=form, posts=lists.staff_of(event), **about(event, "staff")
    )
