"""Letting guests in: the main screen, a party, somebody without a booking."""

import re
from functools import partial

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.bookings.models import TAKEN_BACK, Rsvp
from chapter.checkin import queries as checkin_queries
from chapter.checkin import screens
from chapter.checkin.forms import ArrivalForm, GiveSeatsForm, WalkInForm
from chapter.checkin.models import walk_in_nonce
from chapter.checkin.rules import checkins as rules
from chapter.checkin.rules import walk_ins
from chapter.checkin.rules.checkins import CheckinInput, CheckinResult
from chapter.checkin.screens import Door, find_party
from chapter.checkin.views.door import door_page, shifts
from chapter.forms.idempotent_form import NONCE, new_nonce
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.web.csrf import FORM_EXPIRED

CODE = re.compile(r"[0-9a-f]{32}")
"""A check-in code, as a barcode scanner that acts as a keyboard types it."""

PLACE = re.compile(r"[0-9]{1,3}")
"""The number of one person of a party as the page sends it; the rule ignores numbers beyond the party."""


@door_page("/<key>")
def show(door: Door) -> ResponseReturnValue:
    """The main screen. A code in place of a name leads to its party, or the screen says why it does not."""
    asked = request.args.get("q", "").strip().lower()
    if not CODE.fullmatch(asked):
        return screens.main_screen(door)
    rsvp = checkin_queries.booking_by_code(asked)
    if rsvp is None:
        return shifts.show_code(door, asked)
    against = rules.why_refused(rsvp, door.event)
    if against in {"other", "revoked"}:
        return screens.main_screen(door, rules.REFUSALS[against]), 404
    return redirect(door.url("party", public_id=rsvp.public_id))


@door_page("/<key>/party/<public_id>")
def party(door: Door, public_id: str) -> ResponseReturnValue:
    """One party: choose who is here."""
    return screens.party_screen(door, find_party(door, public_id))


@door_page("/<key>/party/<public_id>/in", "POST")
def let_in_party(door: Door, public_id: str) -> ResponseReturnValue:
    """Let in those of a party who are ticked."""
    rsvp, form = find_party(door, public_id), ArrivalForm()
    form.places = tuple(int(place) for place in request.form.getlist("place")[:100] if PLACE.fullmatch(place))
    with form.trying(partial(screens.party_screen, door, rsvp)):
        nonce = str(form.nonce.data)
        answer = _take(door, CheckinInput(nonce, rsvp.public_id, form.places, clock.now()))
        if not answer.taken:
            raise Refused(rules.REFUSALS[answer.refused])
    flash_done(_welcome(rsvp), door.url("undo", public_id=rsvp.public_id, nonce=nonce))
    return redirect(door.url("show"), 303)


@door_page("/<key>/party/<public_id>/undo/<nonce>", "POST")
def undo(door: Door, public_id: str, nonce: str) -> ResponseReturnValue:
    """Take back that some of a party came in."""
    rsvp = find_party(door, public_id)
    with pressed(_to_party(door, rsvp)):
        if not NONCE.fullmatch(nonce):
            raise Refused(FORM_EXPIRED)
        _take(door, CheckinInput(new_nonce(), rsvp.public_id, (), clock.now(), undoes=nonce))
    free = (
        " The seat is free again." if rsvp.cancellation_cause == TAKEN_BACK and rsvp.party_size == 1 else ""
    )
    flash(f"Undone: {rsvp.name}.{free}", "done")
    return _to_party(door, rsvp)


@door_page("/<key>/party/<public_id>/admit", "POST")
def admit(door: Door, public_id: str) -> ResponseReturnValue:
    """Give seats to a party that has none, for a reason."""
    rsvp, form = find_party(door, public_id), GiveSeatsForm()
    with form.trying(lambda form: screens.party_screen(door, rsvp, let_in=form)), db.writing():
        over, why = bool(form.over.data) and door.leads, str(form.why.data)
        event = db.lock(door.event)
        rules.give_seats(event, rsvp, why=why, over=over, by=door.operator.actor, now=clock.now())
    flash("There is room. Choose who is here.", "done")
    return _to_party(door, rsvp)


@door_page("/<key>/walk-in")
def walk_in(door: Door) -> ResponseReturnValue:
    """The form for somebody without a booking."""
    return screens.walk_in_screen(door, WalkInForm(data={"nonce": new_nonce(), "size": 1}))


@door_page("/<key>/walk-in", "POST")
def add_walk_in(door: Door) -> ResponseReturnValue:
    """Save a walk-in's booking, and let them in."""
    form = WalkInForm()
    with form.trying(partial(_walk_in_again, door)):
        if not NONCE.fullmatch(form.nonce.data or ""):
            return _walk_in_again(door, form), 422
        with db.writing():
            rsvp = walk_ins.walk_in(
                db.lock(door.event),
                str(form.name.data),
                form.email.data or "",
                size=form.size.data or 1,
                nonce=str(form.nonce.data),
                over=bool(form.over.data) and door.leads,
                by=door.operator,
                now=clock.now(),
            )
    flash_done(_welcome(rsvp), door.url("undo", public_id=rsvp.public_id, nonce=walk_in_nonce(rsvp.nonce)))
    return redirect(door.url("show"), 303)


def _walk_in_again(door: Door, form: WalkInForm) -> str:
    form.nonce.data = form.nonce.data or new_nonce()
    return screens.walk_in_screen(door, form)


def _take(door: Door, sent: CheckinInput) -> CheckinResult:
    with db.writing():
        return rules.record_checkins(db.lock(door.event), [sent], by=door.operator, now=clock.now())[0]


def _welcome(rsvp: Rsvp) -> str:
    of = f", {rsvp.came} of {rsvp.whole}" if rsvp.whole > 1 else ""
    return f"{rsvp.badge_name or rsvp.name} is checked in{of}."


def _to_party(door: Door, rsvp: Rsvp) -> Response:
    return redirect(door.url("party", public_id=rsvp.public_id), 303)
