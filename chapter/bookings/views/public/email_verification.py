"""Buttons behind a mailed link: each press proves whose the booking is. Opening a page proves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from flask import flash
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.bookings import wording
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import email_verification
from chapter.bookings.views.public import bp
from chapter.bookings.views.public.booking import booking_or_404, redirect_to_booking, refused_page
from chapter.bookings.views.public.link_presses import proof_by_press, record_press
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.security import throttle
from chapter.web.access import allow, everyone


@bp.post("/rsvp/<token>/me")
@allow(everyone)
def confirm(token: str) -> ResponseReturnValue:
    """The guest confirms that the booking is theirs."""
    rsvp = booking_or_404(token)
    with _counted_press(rsvp):
        asked = bool(rsvp.news_asked)
        record_press(rsvp)
    flash(wording.confirmed_by_her(asked), "done")
    return redirect_to_booking(rsvp)


@bp.post("/rsvp/<token>/keep")
@allow(everyone)
def keep(token: str) -> ResponseReturnValue:
    """Keep this one of two bookings, and give the other back."""
    rsvp = booking_or_404(token)
    by = proof_by_press(rsvp)
    with _counted_press(rsvp), db.writing():
        email_verification.keep_one_booking(rsvp, by, now=clock.now())
    flash("We kept this booking and canceled the other.", "done")
    return redirect_to_booking(rsvp)


@bp.post("/rsvp/<token>/not-me")
@allow(everyone)
def disown(token: str) -> ResponseReturnValue:
    """The guest says that somebody else typed the booking: give its seats back."""
    rsvp = booking_or_404(token)
    with _counted_press(rsvp), db.writing():
        email_verification.disown(rsvp, now=clock.now())
    return redirect_to_booking(rsvp)


@contextmanager
def _counted_press(rsvp: Rsvp) -> Iterator[None]:
    with pressed(partial(refused_page, rsvp)):
        throttle.enforce((throttle.CHANGE, rsvp.public_id), now=clock.now())
        yield
