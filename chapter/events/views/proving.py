"""Presses behind the link of a mail: each proves that the booking is hers. A page opened proves nothing."""

from collections.abc import Callable
from datetime import datetime

from flask import flash
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.events import words
from chapter.events.models import Rsvp
from chapter.events.rules import proving
from chapter.events.views.answers import bp
from chapter.events.views.booking import back_to, find_booking, refused_page
from chapter.events.views.proved import by_press, pressed
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.web.access import allow, everyone
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

__all__ = ["bp"]


@bp.post("/rsvp/<token>/me")
@allow(everyone)
def me(token: str) -> ResponseReturnValue:
    """Yes, this is me."""
    rsvp = find_booking(token)
    if not ButtonForm().validate_on_submit():
        return refused_page(rsvp, Refused(FORM_EXPIRED))
    throttle.enforce((throttle.CHANGE, rsvp.public_id), now=clock.now())
    asked = bool(rsvp.news_asked)
    pressed(rsvp)
    flash(words.confirmed_by_her(asked), "done")
    return back_to(rsvp)


@bp.post("/rsvp/<token>/keep")
@allow(everyone)
def keep(token: str) -> ResponseReturnValue:
    """Of two bookings, this one."""
    rsvp = find_booking(token)
    by = by_press(rsvp)
    return _try(
        rsvp, lambda now: proving.keep(rsvp, by, now=now), "This is your booking. The other was given back."
    )


@bp.post("/rsvp/<token>/not-me")
@allow(everyone)
def not_me(token: str) -> ResponseReturnValue:
    """Somebody else typed it."""
    rsvp = find_booking(token)
    return _try(rsvp, lambda now: proving.was_not_me(rsvp, now=now), "")


def _try(rsvp: Rsvp, act: Callable[[datetime], None], done: str) -> ResponseReturnValue:
    if not ButtonForm().validate_on_submit():
        return refused_page(rsvp, Refused(FORM_EXPIRED))
    now = clock.now()
    throttle.enforce((throttle.CHANGE, rsvp.public_id), now=now)
    try:
        with db.writing():
            act(now)
    except Refused as refused:
        return refused_page(rsvp, refused)
    if done:
        flash(done, "done")
    return back_to(rsvp)
