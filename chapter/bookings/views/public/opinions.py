"""The page that the thanks mail links to: saying how it was."""

from collections.abc import Callable
from functools import partial

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.audit import Actor
from chapter.bookings.forms import OpinionForm
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import opinions
from chapter.bookings.rules.opinions import OpinionInput
from chapter.bookings.views.public import bp
from chapter.bookings.views.public.booking import booking_or_404
from chapter.bookings.views.public.link_presses import record_press
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.gateways import clock
from chapter.people import edit_conflicts
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.files import private_response


@bp.get("/rsvp/<token>/how-was-it")
@allow(everyone)
def opinion(token: str) -> ResponseReturnValue:
    """The question how it was, with an earlier answer filled in."""
    rsvp = booking_or_404(token)
    said = opinions.opinion_of(rsvp)
    return _page(rsvp, initial_edit_form(_filled(rsvp)), answered=said is not None)


@bp.post("/rsvp/<token>/how-was-it")
@allow(everyone)
def save_opinion(token: str) -> ResponseReturnValue:
    """Save the answer to the question how it was."""
    rsvp = booking_or_404(token)
    form = edit_form(_filled(rsvp))
    with form.trying(partial(_page, rsvp)):
        now = clock.now()
        throttle.enforce((throttle.CHANGE, rsvp.public_id), now=now)
        record_press(rsvp)
        said = OpinionInput(str(form.answer.data), str(form.words.data or ""), bool(form.named.data))
        with db.writing():
            edit_conflicts.lock_unchanged(form, rsvp, viewer=Actor("guest"))
            opinions.record_opinion(rsvp, said, now=now)
    flash("Thank you. You can change your answer here at any time.")
    return redirect(url_for("bookings.opinion", token=rsvp.token), 303)


def _filled(rsvp: Rsvp) -> Callable[..., OpinionForm]:
    return lambda **more: OpinionForm(obj=opinions.opinion_of(rsvp), **more)


def _page(rsvp: Rsvp, form: OpinionForm, *, answered: bool = False) -> Response:
    over = clock.now() >= rsvp.event.ends_at
    asked = over and rsvp.going and rsvp.event.cancelled_at is None
    body = render_template(
        "bookings/public/how_was_it.html",
        rsvp=rsvp,
        event=rsvp.event,
        form=form,
        asked=asked,
        answered=answered,
    )
    return private_response(body)
