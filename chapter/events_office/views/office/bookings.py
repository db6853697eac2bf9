"""The bookings of one event, one by one."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import ARRIVALS, WAITLISTED, Rsvp
from chapter.bookings.rules import waitlist_order
from chapter.events.circles import event_managers
from chapter.events.models import Event
from chapter.events_office import queries as events_office_queries
from chapter.events_office import wording
from chapter.events_office.forms import BookingForm, WhyForm
from chapter.events_office.rules import bookings
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
    redirect_to_event,
)
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.forms.idempotent_form import new_nonce
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.people import edit_conflicts
from chapter.people.view_log import log_view
from chapter.web.access import allow, second_factor_required


@bp.get("/<slug>/bookings/new")
@allow(event_managers)
@second_factor_required
def new_booking(slug: str) -> ResponseReturnValue:
    """The form in which staff book for somebody who asked."""
    event = managed_event_or_404(slug)
    form = BookingForm.for_event(event, data={"nonce": new_nonce(), "arrival": "just_me", "party_size": 1})
    return _form_page(event, form)


@bp.post("/<slug>/bookings/new")
@allow(event_managers)
@second_factor_required
def add_booking(slug: str) -> ResponseReturnValue:
    """Save the booking: seated, or last on the waitlist when the event is full."""
    event = managed_event_or_404(slug)
    form = BookingForm.for_event(event)
    with form.trying(partial(_form_page, event)), db.writing():
        booked = bookings.add(db.lock(event), form.asked(), by=current_user.actor, now=clock.now())
    if not booked.made:
        flash(f"{booked.rsvp.name} already has this booking.")
    else:
        flash(wording.added(booked.rsvp), "done")
    return _to(booked.rsvp)


@bp.get("/<slug>/bookings/<public_id>")
@allow(event_managers)
@second_factor_required
def booking(slug: str, public_id: str) -> ResponseReturnValue:
    """One party: what it said, its position, what happened, what was mailed to it."""
    rsvp = _find(slug, public_id)
    log_view(rsvp.person_id)
    happened = list(db.session.scalars(events_office_queries.history_of_booking(rsvp).limit(50)))
    return render_template(
        "events_office/office/booking.html",
        rsvp=rsvp,
        place=bookings_queries.position_in_line(rsvp),
        entries=happened,
        actors=events_office_queries.who_acted(happened),
        named={},
        mails=events_office_queries.mails_about(rsvp),
        can_move_back=waitlist_order.can_move_back(rsvp, clock.now()),
        arrivals=ARRIVALS,
        **page_head(rsvp.event),
    )


@bp.get("/<slug>/bookings/<public_id>/edit")
@allow(event_managers)
@second_factor_required
def edit_booking(slug: str, public_id: str) -> ResponseReturnValue:
    """The form in which staff change a booking."""
    rsvp = _find(slug, public_id)
    return _form_page(rsvp.event, initial_edit_form(_filled(rsvp)), rsvp)


@bp.post("/<slug>/bookings/<public_id>/edit")
@allow(event_managers)
@second_factor_required
def save_booking(slug: str, public_id: str) -> ResponseReturnValue:
    """Save the change; another size moves seats, another email gets a link of its own."""
    rsvp = _find(slug, public_id)
    form, by = edit_form(_filled(rsvp)), current_user.actor
    with form.trying(lambda form: _form_page(rsvp.event, form, rsvp)), db.writing():
        edit_conflicts.lock_unchanged(form, rsvp.event, rsvp, viewer=by)
        bookings.change(rsvp, form.details(), by=by, now=clock.now())
    flash("Saved.", "done")
    return _to(rsvp)


@bp.get("/<slug>/bookings/<public_id>/cancel")
@allow(event_managers)
@second_factor_required
def ask_to_cancel_booking(slug: str, public_id: str) -> ResponseReturnValue:
    """Confirmation page: what cancelling the booking does."""
    return _why_page("events_office/office/cancel_booking.html", _find(slug, public_id), WhyForm())


@bp.post("/<slug>/bookings/<public_id>/cancel")
@allow(event_managers)
@second_factor_required
def cancel_booking(slug: str, public_id: str) -> ResponseReturnValue:
    """Give back a party's seats, or its position on the waitlist."""
    rsvp, form = _find(slug, public_id), WhyForm()
    with form.trying(partial(_why_page, "events_office/office/cancel_booking.html", rsvp)), db.writing():
        bookings.cancel(rsvp, why=str(form.why.data), by=current_user.actor, now=clock.now())
    free = bookings_queries.occupancy(rsvp.event).free
    address = url_for("events_office.restore_booking", slug=rsvp.event.slug, public_id=rsvp.public_id)
    undo = address if rsvp.seated_at is None or free is None or free >= rsvp.size else ""
    flash_done(wording.taken_off(rsvp), undo)
    return redirect_to_event(rsvp.event)


@bp.post("/<slug>/bookings/<public_id>/restore")
@allow(event_managers)
@second_factor_required
def restore_booking(slug: str, public_id: str) -> ResponseReturnValue:
    """Take back a party that was given back: seated while seats are free, otherwise last on the waitlist."""
    rsvp = _find(slug, public_id)
    with pressed(_to(rsvp)), db.writing():
        bookings.restore(rsvp, by=current_user.actor, now=clock.now())
    flash(wording.added(rsvp), "done")
    return _to(rsvp)


@bp.get("/<slug>/bookings/<public_id>/move-up")
@allow(event_managers)
@second_factor_required
def ask_to_move_up(slug: str, public_id: str) -> ResponseReturnValue:
    """Confirmation page: what moving the party up does."""
    return _why_page("events_office/office/move_up.html", _find(slug, public_id), WhyForm())


@bp.post("/<slug>/bookings/<public_id>/move-up")
@allow(event_managers)
@second_factor_required
def move_up(slug: str, public_id: str) -> ResponseReturnValue:
    """Put a party first on the waitlist, for a reason."""
    rsvp, form = _find(slug, public_id), WhyForm()
    with form.trying(partial(_why_page, "events_office/office/move_up.html", rsvp)), db.writing():
        waitlist_order.move_up(rsvp, why=str(form.why.data), by=current_user.actor, now=clock.now())
    if rsvp.waiting:
        undo = url_for("events_office.move_back", slug=rsvp.event.slug, public_id=rsvp.public_id)
        flash_done(f"{rsvp.name} is now first on the waitlist. We will send an email in ten minutes.", undo)
    else:
        flash(f"{rsvp.name} {wording.after_move(rsvp)}. We sent an email to say so.", "done")
    return redirect_to_event(rsvp.event, status=None if rsvp.going else WAITLISTED)


@bp.post("/<slug>/bookings/<public_id>/move-back")
@allow(event_managers)
@second_factor_required
def move_back(slug: str, public_id: str) -> ResponseReturnValue:
    """Undo, within ten minutes: the party returns to its former position, and no mail leaves."""
    rsvp = _find(slug, public_id)
    waitlist = redirect_to_event(rsvp.event, status=WAITLISTED)
    with pressed(waitlist), db.writing():
        waitlist_order.move_back(rsvp, by=current_user.actor, now=clock.now())
    flash(f"{rsvp.name} is back in the old place on the waitlist.", "done")
    return waitlist


@bp.post("/<slug>/bookings/<public_id>/resend")
@allow(event_managers)
@second_factor_required
def resend(slug: str, public_id: str) -> ResponseReturnValue:
    """Mail the guest's link once more."""
    rsvp = _find(slug, public_id)
    with pressed(_to(rsvp)), db.writing():
        bookings.resend(rsvp, by=current_user.actor, now=clock.now())
    flash(f"We sent the link to {rsvp.email}.", "done")
    return _to(rsvp)


def _find(slug: str, public_id: str) -> Rsvp:
    event = managed_event_or_404(slug)
    return db.first_or_404(bookings_queries.booking_of_event(event, public_id))


def _filled(rsvp: Rsvp) -> Callable[..., BookingForm]:
    def make(**more: Any) -> BookingForm:
        data = {**asdict(bookings.details_of(rsvp)), "nonce": new_nonce()}
        form = BookingForm.for_event(rsvp.event, rsvp.party_size, data=data, **more)
        form.largest = max(form.largest, rsvp.party_size)
        form.party_size.flags.max = form.largest
        form.guest_names.known = rsvp.guest_names
        return form

    return make


def _to(rsvp: Rsvp) -> Response:
    address = url_for("events_office.booking", slug=rsvp.event.slug, public_id=rsvp.public_id)
    return redirect(address, 303)


def _form_page(event: Event, form: BookingForm, rsvp: Rsvp | None = None) -> str:
    log_view(rsvp.person_id if rsvp else None)
    return render_template("events_office/office/edit_booking.html", form=form, rsvp=rsvp, **page_head(event))


def _why_page(template: str, rsvp: Rsvp, form: WhyForm) -> str:
    log_view(rsvp.person_id)
    return render_template(
        template,
        form=form,
        rsvp=rsvp,
        place=bookings_queries.position_in_line(rsvp),
        **page_head(rsvp.event),
    )
