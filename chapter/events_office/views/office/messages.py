"""Writing to the guests of one event."""

from functools import partial

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.broadcasts import kinds
from chapter.broadcasts.views.send_preview import goes_back, preview_page, send_now_if_pressed
from chapter.events.circles import event_managers
from chapter.events.models import Event
from chapter.events_office.forms import MessageForm
from chapter.events_office.rules import messages
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
    redirect_to_event,
)
from chapter.forms.idempotent_form import new_nonce
from chapter.gateways import clock
from chapter.web.access import allow, second_factor_required


@bp.get("/<slug>/message")
@allow(event_managers)
@second_factor_required
def message(slug: str) -> ResponseReturnValue:
    """The form for a message to those who come or wait."""
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
    """Show who gets the message and how it reads; then send it, after ten minutes in which it can be
    undone."""
    event, form = managed_event_or_404(slug), MessageForm()
    form.name_readers(messages.recipient_counts(event), canceled=event.cancelled_at is not None)
    with form.trying(partial(_message_page, event)):
        if goes_back():
            return _message_page(event, form)
        words = {name: str(form[name].data) for name in ("to", "subject", "text")}
        nonce = str(form.nonce.data)
        back = url_for("events_office.show", slug=event.slug)
        first = preview_page(form, kinds.draft(messages.MESSAGE, event, **words), back=back)
        if first is not None:
            return first
        with db.writing():
            written = messages.send_message(
                db.lock(event), **words, nonce=nonce, by=current_user.actor, now=clock.now()
            )  # fmt: skip
            send_now_if_pressed(messages.message_by_nonce(event, nonce))
    if not written:
        flash("This email was already sent.", "done")
    return redirect_to_event(event)


def _message_page(event: Event, form: MessageForm) -> str:
    return render_template("events_office/office/message.html", form=form, **page_head(event))
