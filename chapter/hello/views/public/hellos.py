"""By the link of a booking: who comes, to whom the guest says hello, whom they met, what they promised.

Opening a page changes nothing; buttons act. Nobody else sees anything that is said here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response as BaseResponse

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.bookings import queries
from chapter.bookings.models import Rsvp
from chapter.bookings.views.public.booking import booking_or_404
from chapter.bookings.views.public.link_presses import record_press
from chapter.events import queries as events
from chapter.forms.idempotent_form import new_nonce
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.hello import suggestions
from chapter.hello.forms import PromiseForm
from chapter.hello.queries import hellos
from chapter.hello.rules import meetings, promises, schedule
from chapter.hello.views.public import bp
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.files import private_response


@bp.get("/events/<slug>/who-comes")
@allow(signed_in)
def who_comes_signed_in(slug: str) -> ResponseReturnValue:
    """Redirects a signed-in guest to this page of their own booking."""
    event = db.first_or_404(events.visible_to(current_user).called(slug))
    rsvp = queries.booking_of(current_user.person.id, event)
    if rsvp is None or not rsvp.going:
        abort(404)
    return redirect(url_for("hello.who_comes", token=rsvp.token))


@bp.get("/rsvp/<token>/who-comes")
@allow(everyone)
def who_comes(token: str) -> ResponseReturnValue:
    """Guests who ticked that they want to be shown, and to whom to say hello; open from three days before to
    a week after."""
    rsvp, now = _booking_to_read(token), clock.now()
    open_now, in_only = schedule.sees_who_comes(rsvp, now), schedule.everybody_is_in(rsvp.event, now)
    body = render_template(
        "hello/public/who_comes.html",
        rsvp=rsvp,
        event=rsvp.event,
        open_now=open_now,
        early=now < rsvp.event.starts_at,
        missed=schedule.guest_list_is_open(rsvp.event, now),
        heading=schedule.guest_list_title(rsvp.event, now),
        opens_at=rsvp.event.starts_at - schedule.OPENS_BEFORE,
        told=suggestions.suggestions_for(rsvp, hellos.hellos_of(rsvp, in_only=in_only)) if open_now else [],
        others=hellos.who_comes(rsvp, in_only=in_only) if open_now else [],
    )
    return private_response(body)


@bp.get("/rsvp/<token>/whom-i-met")
@allow(everyone)
def whom_i_met(token: str) -> ResponseReturnValue:
    """Whom did the guest meet, what did they promise: one button each."""
    return _met_page(_booking_to_read(token), PromiseForm(formdata=None, data={"nonce": new_nonce()}))


@bp.post("/rsvp/<token>/met/<public_id>")
@allow(everyone)
def record_meeting(token: str, public_id: str) -> ResponseReturnValue:
    """Record that the guest met another guest."""
    rsvp = _booking_to_change(token)
    other = _other(rsvp, public_id)
    with _counted_press(rsvp), db.writing():
        meetings.record_meeting(rsvp, other, now=clock.now())
    return _back(rsvp)


@bp.post("/rsvp/<token>/not-met/<public_id>")
@allow(everyone)
def retract_meeting(token: str, public_id: str) -> ResponseReturnValue:
    """Delete the record that they met."""
    rsvp = _booking_to_change(token)
    other = _other(rsvp, public_id)
    with _counted_press(rsvp), db.writing():
        meetings.retract_meeting(rsvp, other)
    return _back(rsvp)


@bp.post("/rsvp/<token>/promises")
@allow(everyone)
def add_promise(token: str) -> ResponseReturnValue:
    """Save what the guest promised."""
    rsvp, form = _booking_to_change(token), PromiseForm()
    with form.trying(partial(_met_page, rsvp)):
        now = clock.now()
        throttle.enforce((throttle.CHANGE, rsvp.public_id), now=now)
        record_press(rsvp)
        with db.writing():
            promises.add_promise(rsvp, form.words.data or "", nonce=form.own_nonce(), now=now)
    return _back(rsvp)


@bp.post("/rsvp/<token>/promises/<public_id>/done")
@allow(everyone)
def mark_promise_done(token: str, public_id: str) -> ResponseReturnValue:
    """Mark a promise as done."""
    return _mark_promise(booking_or_404(token), public_id, done=True)


@bp.post("/rsvp/<token>/promises/<public_id>/undone")
@allow(everyone)
def mark_promise_open(token: str, public_id: str) -> ResponseReturnValue:
    """Mark a promise as still to do."""
    return _mark_promise(booking_or_404(token), public_id, done=False)


def _mark_promise(rsvp: Rsvp, public_id: str, *, done: bool) -> ResponseReturnValue:
    made = hellos.promise_or_404(rsvp, public_id)
    with _counted_press(rsvp), db.writing():
        promises.mark_done(made, done=done, now=clock.now())
    return _back(rsvp)


@contextmanager
def _counted_press(rsvp: Rsvp) -> Iterator[None]:
    with pressed(_back(rsvp)):
        throttle.enforce((throttle.CHANGE, rsvp.public_id), now=clock.now())
        record_press(rsvp)
        yield


def _back(rsvp: Rsvp) -> BaseResponse:
    return redirect(url_for("hello.whom_i_met", token=rsvp.token), 303)


def _booking_to_read(token: str) -> Rsvp:
    """The booking, to read; a guest without a seat, or who has not proved yet who they are, or of an event
    that does not take place, is redirected to the page of the booking."""
    rsvp = _booking_to_change(token)
    if not rsvp.proved:
        abort(redirect(url_for("bookings.booking", token=token)))
    return rsvp


def _booking_to_change(token: str) -> Rsvp:
    """The same for a button, which itself proves who the guest is."""
    rsvp = booking_or_404(token)
    if not rsvp.going or rsvp.event.cancelled_at is not None:
        abort(redirect(url_for("bookings.booking", token=token)))
    return rsvp


def _other(rsvp: Rsvp, public_id: str) -> Rsvp:
    """Another guest whom this guest may see; 404 for anybody else."""
    found = [one for one in hellos.who_comes(rsvp) if one.public_id == public_id]
    return found[0] if found else abort(404)


def _met_page(rsvp: Rsvp, form: PromiseForm) -> Response:
    now = clock.now()
    asked = schedule.sees_who_comes(rsvp, now) and now >= rsvp.event.starts_at
    body = render_template(
        "hello/public/whom_i_met.html",
        rsvp=rsvp,
        event=rsvp.event,
        form=form,
        asked=asked,
        missed=schedule.guest_list_is_open(rsvp.event, now),
        early=now < rsvp.event.starts_at,
        told=suggestions.suggestions_for(rsvp, hellos.hellos_of(rsvp, in_only=True)) if asked else [],
        others=hellos.who_comes(rsvp, in_only=True) if asked else [],
        met=hellos.met_ids(rsvp),
        promised=hellos.promises_at(rsvp),
    )
    return private_response(body)
