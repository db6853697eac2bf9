"""/office/volunteers: attendance of a shift, by a button or by a code; and closing the shift."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, volunteer_leads
from chapter.forms.idempotent_form import new_nonce
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.hours import queries as hours_queries
from chapter.hours import valuation
from chapter.hours.rules import checkin, shift_closure
from chapter.hours.rules.checkin import AGAIN, GONE, HERE, IN, LeaveTimeUnknown
from chapter.opportunities.forms import CheckOutForm, CodeForm
from chapter.opportunities.views.office import bp
from chapter.opportunities.views.office.shifts import shift_page, the_shift, the_signup, to_shift
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import Signup
from chapter.web import filters
from chapter.web.access import allow

ACTS: dict[str, Callable[..., Any]] = {
    "in": checkin.check_in,
    "out": checkin.check_out,
    "undo": checkin.undo,
    "missed": lambda signup, **more: checkin.mark_missed(signup, excused=False, **more),
    "excused": lambda signup, **more: checkin.mark_missed(signup, excused=True, **more),
}
BY_CODE = "code"
"""The value of ``to`` in the address of an act whose button is on the page that reads codes."""


@bp.post("/signups/<public_id>/do/<act>")
@allow(volunteer_leads)
def act(public_id: str, act: str) -> ResponseReturnValue:
    """Check in, check out, record as missed, or undo the last of these."""
    signup, form = the_signup(public_id), CheckOutForm()
    if act not in ACTS:
        abort(404)
    said = {"until": form.until.data or ""} if act == "out" else {}
    with pressed(partial(_again, signup), form):
        try:
            with db.writing():
                ACTS[act](signup, by=current_user.actor, now=clock.now(), **said)
        except LeaveTimeUnknown:
            return _again(signup, asks=True), 422
    if not _by_code():
        return to_shift(signup.shift)
    flash("Undone." if act == "undo" else _went(signup))
    return _to_code()


@bp.route("/code", methods=["GET", "POST"])
@allow(volunteer_leads)
def code() -> ResponseReturnValue:
    """A volunteer's code was read: check in or out; soon after check-in, nothing changes."""
    form = CodeForm().with_nonce()
    with form.trying(_code_page):
        signup = queries.signup_by_code(form.code.data or "")
        if signup is None:
            raise Refused("No shift matches this code.", "code")
        try:
            with db.writing():
                nonce = str(form.nonce.data)
                did = checkin.scan_code(signup, by=current_user.actor, now=clock.now(), nonce=nonce)
        except LeaveTimeUnknown:
            return _code_page(_new_form(), signup), 422
    _tell(signup, did)
    return _to_code()


@bp.post("/shifts/<public_id>/close")
@allow(volunteer_leads)
def close_shift(public_id: str) -> ResponseReturnValue:
    """Close a shift once its attendance is complete: its hours are final."""
    found = the_shift(public_id)
    with pressed(partial(shift_page, found)), db.writing():
        shift_closure.close(found, by=current_user.actor, now=clock.now())
    undo = url_for("opportunities_office.reopen_shift", public_id=public_id)
    flash_done("The shift is closed. Its hours are final.", undo, "Reopen")
    return to_shift(found)


@bp.post("/shifts/<public_id>/reopen")
@allow(volunteer_leads)
def reopen_shift(public_id: str) -> ResponseReturnValue:
    """Reopen a closed shift, to correct its attendance."""
    found = the_shift(public_id)
    with pressed(partial(shift_page, found)), db.writing():
        shift_closure.reopen(found, by=current_user.actor, now=clock.now())
    flash("The shift is open again. Its hours follow check-in and check-out.")
    return to_shift(found)


def _tell(signup: Signup, did: str) -> None:
    """Flash what a code did, with a button that undoes it, or that does the other thing on purpose."""
    if did == AGAIN:
        flash(_said(signup, did), "waiting")
        return
    act, label = {HERE: ("out", "Check out"), GONE: ("undo", "Undo check-out")}.get(did, ("undo", "Undo"))
    url = url_for("opportunities_office.act", public_id=signup.public_id, act=act, to=BY_CODE)
    flash_done(_said(signup, did), url, label, kind="waiting" if did in {HERE, GONE} else "done")


def _said(signup: Signup, did: str) -> str:
    zone, came, left = signup.shift.zone_info, signup.came_at, signup.left_at
    if did == HERE and came is not None:
        since = filters.clock_time(came.astimezone(zone))
        return f"{signup.name} checked in at {since} already. Nothing changed."
    if did == GONE and left is not None:
        return f"{signup.name} checked out on {filters.day_and_time(left, zone)} already. Nothing changed."
    if did == AGAIN:
        return f"{signup.name}’s code was scanned before and undone since. Nothing changed."
    return f"{signup.name} is checked in: {signup.shift.title}." if did == IN else _went(signup)


def _went(signup: Signup) -> str:
    entry = hours_queries.entry_of_signup(signup.id)
    booked = f" {valuation.hours(entry.minutes)} recorded." if entry else ""
    return f"{signup.name} is checked out: {signup.shift.title}.{booked}"


def _by_code() -> bool:
    return request.args.get("to") == BY_CODE


def _to_code() -> Response:
    return redirect(url_for("opportunities_office.code"), 303)


def _again(signup: Signup, refused: str = "", *, asks: bool = False) -> str:
    """The page the button was on, with the refusal or with the question when they left."""
    asked = signup if asks else None
    if _by_code():
        return _code_page(_new_form(), asked, refused)
    return shift_page(signup.shift, refused, asked)


def _new_form() -> CodeForm:
    return CodeForm(formdata=None, data={"nonce": new_nonce()})


def _code_page(form: CodeForm, asked: Signup | None = None, refused: str = "") -> str:
    return render_template(
        "opportunities/office/code.html", form=form, asked=asked, refused=refused, now=clock.now(),
        coming=checkin, to=BY_CODE, form_has_errors=bool(form.errors or asked or refused),
    )  # fmt: skip
