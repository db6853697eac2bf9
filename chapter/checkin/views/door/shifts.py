"""Helpers with a shift tonight, at the door: checking them in, and out."""

from functools import partial

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.checkin import screens, shift_wording, shifts_tonight
from chapter.checkin.forms import ShiftForm
from chapter.checkin.models.shifts import IN, OUT, UNDO
from chapter.checkin.rules import shifts
from chapter.checkin.rules.checkins import REFUSALS, CheckinResult
from chapter.checkin.rules.shifts import Press
from chapter.checkin.screens import Door
from chapter.checkin.views.door import door_page
from chapter.forms.idempotent_form import new_nonce
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.shifts.models import Signup


def show_code(door: Door, code: str) -> ResponseReturnValue:
    """A code that is no guest's: redirect to the helper of tonight, or show the main screen with what
    it is."""
    signup = shifts.signup_by_id_or_code(code)
    if signup is None or signup.erased_at is not None:
        return screens.main_screen(door, REFUSALS["unknown"]), 404
    if not _is_here(door, signup):
        now = clock.now()
        _, said = shift_wording.why_not(signup, door.event, now, kind=IN, until="", offline=False)
        return screens.main_screen(door, said or REFUSALS["over"]), 404
    return redirect(door.url("shift", public_id=signup.public_id))


@door_page("/<key>/shift/<public_id>")
def shift(door: Door, public_id: str) -> ResponseReturnValue:
    """One helper of tonight: the shift, when and where, and the button that checks them in or out."""
    return _page(door, _helper(door, public_id))


@door_page("/<key>/shift/<public_id>/<act>", "POST")
def press_shift(door: Door, public_id: str, act: str) -> ResponseReturnValue:
    """Check a helper in or out, or take the last press back."""
    signup, form = _helper(door, public_id), ShiftForm()
    if act not in {IN, OUT, UNDO}:
        abort(404)
    with pressed(partial(_page, door, signup), form):
        answer = _take(door, signup, act, form)
    if not answer.taken:
        asks = answer.refused == shift_wording.WHEN
        return _page(door, signup, answer.words, asks=asks), 422
    flash(answer.words or _done(signup, act), "done")
    return redirect(door.url("shift", public_id=signup.public_id), 303)


def _take(door: Door, signup: Signup, act: str, form: ShiftForm) -> CheckinResult:
    undoes = ""
    if act == UNDO:
        latest = shifts_tonight.undoable_event_of(signup)
        if latest is None:
            raise Refused("This was not recorded at the door. The lead can undo it in the office.")
        undoes = latest.nonce
    now = clock.now()
    until = form.until.data or ""
    press = Press(str(form.nonce.data), signup.public_id, act, now, undoes=undoes, until=until)
    with db.writing():
        return shifts.record_presses(db.lock(door.event), [press], by=door.operator, now=now)[0]


def _done(signup: Signup, act: str) -> str:
    name = signup.team or signup.name
    if act == UNDO:
        return f"Undone: {name}."
    where = f" Where: {signup.shift.where}." if signup.shift.where else ""
    return f"{name} is checked in: {signup.shift.title}.{where}" if act == IN else f"{name} is checked out."


def _helper(door: Door, public_id: str) -> Signup:
    signup = shifts.signup_by_id_or_code(public_id)
    return signup if signup is not None and _is_here(door, signup) else abort(404)


def _is_here(door: Door, signup: Signup) -> bool:
    return signup.id in {one.id for one in shifts_tonight.helpers(door.event, clock.now())}


def _page(door: Door, signup: Signup, refused: str = "", *, asks: bool = False) -> str:
    return render_template(
        "checkin/door/event/shift.html",
        door=door,
        event=door.event,
        row=screens.helper_row(signup),
        signup=signup,
        shift=signup.shift,
        refused=refused,
        asks=asks or shifts_tonight.asks_when_left(signup, clock.now()),
        latest=shifts_tonight.undoable_event_of(signup),
        booking=shifts_tonight.booking_of(signup),
        nonce=new_nonce(),
        form_has_errors=bool(refused),
    )
