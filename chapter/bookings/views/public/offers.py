"""Answering by the personal link when seats are held or saved for a party. Only a POST answers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.audit import Actor
from chapter.bookings import wording
from chapter.bookings.forms import AnswerForm
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import offers
from chapter.bookings.views.public import bp
from chapter.bookings.views.public.booking import (
    booking_or_404,
    flash_held_mail,
    redirect_to_booking,
    refused_page,
)
from chapter.bookings.views.public.link_presses import record_press
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.mail import throttle as mail_throttle
from chapter.security import throttle
from chapter.web.access import allow, everyone

GUEST = Actor("guest")


@bp.post("/rsvp/<token>/claim")
@allow(everyone)
def claim(token: str) -> ResponseReturnValue:
    """Accept: take the seats that are held, or those that are saved while the rest still waits."""
    rsvp, form = booking_or_404(token), AnswerForm()
    with pressed(partial(refused_page, rsvp), form):
        _answer(rsvp, offers.claim, keep_rest=form.rest.data != "leave")
    flash(wording.claimed(rsvp), "done")
    return redirect_to_booking(rsvp)


@bp.post("/rsvp/<token>/decline")
@allow(everyone)
def decline(token: str) -> ResponseReturnValue:
    """Decline: the seats go to whoever is next."""
    rsvp = booking_or_404(token)
    with pressed(partial(refused_page, rsvp)):
        _answer(rsvp, offers.decline)
    return redirect_to_booking(rsvp)


@bp.post("/rsvp/<token>/rejoin")
@allow(everyone)
def rejoin(token: str) -> ResponseReturnValue:
    """Go to the end of the waitlist again, after an offer lapsed."""
    rsvp = booking_or_404(token)
    with pressed(partial(refused_page, rsvp)):
        _answer(rsvp, offers.rejoin)
    return redirect_to_booking(rsvp)


def _answer(rsvp: Rsvp, rule: Callable[..., None], **more: Any) -> None:
    """Count the press, record whom it proves, and call the rule. Raises Refused."""
    now = clock.now()
    throttle.enforce((throttle.CHANGE, rsvp.public_id), now=now)
    record_press(rsvp, agrees=rule is not offers.decline)
    with db.writing():
        rule(rsvp, by=GUEST, now=now, **more)
        held = mail_throttle.throttle_mails(rsvp.email_key, now=now)
    flash_held_mail(rsvp, held)
