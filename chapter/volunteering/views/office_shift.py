"""/office/volunteers/shifts: one shift, who takes it, and her coming and going."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.gateways import clock
from chapter.people import saved
from chapter.refusal import Refused
from chapter.volunteering import queries, small_jobs, words
from chapter.volunteering.circles import volunteer_leads
from chapter.volunteering.forms import SignupForm
from chapter.volunteering.models import Shift, Signup
from chapter.volunteering.office_forms import CodeForm, ShiftForm, WhyForm
from chapter.volunteering.rules import coming, making, taking
from chapter.volunteering.views.office import bp
from chapter.web.access import allow, current_viewer
from chapter.web.csrf import PressForm
from chapter.web.editing import sent
from chapter.web.forms import OLD_FORM
from chapter.web.numbered import new_nonce

__all__ = ["bp"]
ACTS: dict[str, Callable[..., Any]] = {
    "in": coming.check_in,
    "out": coming.check_out,
    "undo": coming.undo,
    "missed": lambda signup, **more: coming.missed(signup, excused=False, **more),
    "excused": lambda signup, **more: coming.missed(signup, excused=True, **more),
}


@bp.get("/shifts/<public_id>")
@allow(volunteer_leads)
def shift(public_id: str) -> ResponseReturnValue:
    """Who takes it, who stands by, who is here."""
    return _page(_shift(public_id))


@bp.route("/shifts/<public_id>/edit", methods=["GET", "POST"])
@allow(volunteer_leads)
def edit_shift(public_id: str) -> ResponseReturnValue:
    """Change it; its helpers are told of another time or place."""
    found, by = _shift(public_id), current_viewer().actor
    form = sent(partial(_filled, found))
    if not form.validate_on_submit():
        return _edit_page(found, form), 422 if form.is_submitted() else 200
    try:
        with db.writing():
            saved.hold(form, found, viewer=by)
            making.change_shift(found, form.times(), by=by, now=clock.now())
    except Refused as refused:
        form.refuse(refused)
        return _edit_page(found, form), 422
    flash("Saved. Whoever has to know got a mail.")
    return _to(found)


@bp.route("/shifts/<public_id>/cancel", methods=["GET", "POST"])
@allow(volunteer_leads)
def cancel_shift(public_id: str) -> ResponseReturnValue:
    """Call one shift off."""
    found, form = _shift(public_id), WhyForm()
    if not form.validate_on_submit():
        page = render_template(
            "volunteering/office/cancel.html", whole=found.opportunity, shift=found, form=form
        )
        return page, 422 if form.is_submitted() else 200
    with db.writing():
        making.cancel_shift(
            db.lock(found), why=form.why.data or "", by=current_viewer().actor, now=clock.now()
        )  # fmt: skip
    flash("It is called off, and everybody in it knows.")
    return _to(found)


@bp.route("/shifts/<public_id>/add", methods=["GET", "POST"])
@allow(volunteer_leads)
def add(public_id: str) -> ResponseReturnValue:
    """Sign somebody up who asked, or a team."""
    found, form = _shift(public_id), SignupForm()
    if not form.is_submitted():
        form.nonce.data = new_nonce()
        return _add_page(found, form)
    if not form.validate():
        return _add_page(found, form), 422
    try:
        with db.writing():
            taking.take(
                db.lock(found), form.wanted(), by=current_viewer().actor, now=clock.now(), proved=True
            )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return _add_page(found, form), 422
    flash("Done. She got a mail with her link.")
    return _to(found)


@bp.post("/signups/<public_id>/do/<act>")
@allow(volunteer_leads)
def act(public_id: str, act: str) -> ResponseReturnValue:
    """She is here, she leaves, she did not come; or take the last of these back."""
    signup = _signup(public_id)
    if act not in ACTS:
        abort(404)
    if not PressForm().validate_on_submit():
        return _page(signup.shift, OLD_FORM), 422
    try:
        with db.writing():
            ACTS[act](signup, by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return _page(signup.shift, refused.sentence), 422
    return _to(signup.shift)


@bp.route("/signups/<public_id>/remove", methods=["GET", "POST"])
@allow(volunteer_leads)
def remove(public_id: str) -> ResponseReturnValue:
    """Let her go, for a reason that she reads."""
    signup, form = _signup(public_id), WhyForm()
    if not form.validate_on_submit():
        page = render_template(
            "volunteering/office/remove.html", signup=signup, shift=signup.shift, form=form
        )
        return page, 422 if form.is_submitted() else 200
    with db.writing():
        taking.remove(signup, why=form.why.data or "", by=current_viewer().actor, now=clock.now())
    flash("She is free, and got a mail.")
    return _to(signup.shift)


@bp.route("/code", methods=["GET", "POST"])
@allow(volunteer_leads)
def code() -> ResponseReturnValue:
    """A volunteer's code was read: she is here, or leaves."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _code_page(form), 422 if form.is_submitted() else 200
    signup = queries.by_code(form.code.data or "")
    if signup is None:
        form.refuse(Refused("No shift has this code.", "code"))
        return _code_page(form), 422
    try:
        with db.writing():
            did = coming.press(signup, by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        form.refuse(refused)
        return _code_page(form), 422
    flash(f"{signup.name} {'is here' if did == 'in' else 'leaves'}: {signup.shift.title}.")
    return redirect(url_for("volunteering_office.code"), 303)


def _shift(public_id: str) -> Shift:
    return db.first_or_404(queries.shift_called(public_id))


def _signup(public_id: str) -> Signup:
    signup = db.first_or_404(queries.signup_called(public_id))
    if signup.erased_at is not None:
        abort(404)
    return signup


def _to(found: Shift) -> Response:
    return redirect(url_for("volunteering_office.shift", public_id=found.public_id), 303)


def _page(found: Shift, refused: str = "") -> str:
    whole = found.opportunity
    return render_template(
        "volunteering/office/shift.html", shift=found, whole=whole,
        signups=queries.signups_of(found, gone=True),
        stands=queries.staffing_of(found),
        refused=refused, form_has_errors=bool(refused), now=clock.now(), words=words,
        jobs=small_jobs.given(whole.event_id) if whole.from_job and whole.event_id else [],
    )  # fmt: skip


def _filled(found: Shift, **more: Any) -> ShiftForm:
    form = ShiftForm(data=making.times_of(found).__dict__, **more)
    del form.repeat, form.until
    return form


def _edit_page(found: Shift, form: ShiftForm) -> str:
    return render_template(
        "volunteering/office/shift_edit.html", whole=found.opportunity, shift=found, form=form
    )


def _add_page(found: Shift, form: SignupForm) -> str:
    return render_template("volunteering/office/add.html", whole=found.opportunity, shift=found, form=form)


def _code_page(form: CodeForm) -> str:
    return render_template("volunteering/office/code.html", form=form)
