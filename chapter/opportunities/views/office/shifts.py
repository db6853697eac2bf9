"""/office/volunteers/shifts: one shift, and who takes it (checkin.py: who came)."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, volunteer_leads
from chapter.broadcasts import queries as broadcasts_queries
from chapter.forms.concurrent_edits import edit_form
from chapter.forms.idempotent_form import new_nonce
from chapter.gateways import clock
from chapter.hours import queries as hours_queries
from chapter.hours import valuation
from chapter.hours.models.hours import SOURCES
from chapter.hours.rules import checkin
from chapter.opportunities import wording as opportunities_wording
from chapter.opportunities.forms import ReasonForm, ShiftForm, SignupByHandForm
from chapter.opportunities.refusal_detail import refusals_for
from chapter.opportunities.rules import opportunities, shift_times
from chapter.opportunities.rules.shift_changes import MOVED
from chapter.opportunities.views.office import bp
from chapter.opportunities.views.office.opportunities import before_it_leaves, cancel_page, confirm_past_date
from chapter.people import edit_conflicts
from chapter.people.verification import STAFF
from chapter.people.view_log import log_view
from chapter.shifts import queries, wording
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import signups as shifts_signups
from chapter.shifts.rules.cancellations import CALLED_OFF
from chapter.small_jobs import queries as small_jobs_queries
from chapter.web.access import allow


@bp.get("/shifts/<public_id>")
@allow(volunteer_leads)
def shift(public_id: str) -> ResponseReturnValue:
    """A shift: helpers, backups, and who is checked in."""
    return shift_page(the_shift(public_id))


@bp.route("/shifts/<public_id>/edit", methods=["GET", "POST"])
@allow(volunteer_leads)
def edit_shift(public_id: str) -> ResponseReturnValue:
    """Change a shift; its helpers are notified of another time or place."""
    found, by = the_shift(public_id), current_user.actor
    form = edit_form(partial(_filled, found))
    with form.trying(partial(_edit_page, found)):
        confirm_past_date(form, found.opportunity, found)
        with db.writing():
            edit_conflicts.lock_unchanged(form, found, viewer=by)
            opportunities.change_shift(found, form.shift_input(), by=by, now=clock.now())
            said = db.first(broadcasts_queries.held_about(found, MOVED))
    times = form.shift_input()
    flash(f"Saved. {opportunities_wording.skipped(times.starts_wall, times.ends_wall, [found])}".rstrip())
    alone = said is not None and said.parent_id is None
    return (before_it_leaves(said) if alone else None) or to_shift(found)


@bp.route("/shifts/<public_id>/cancel", methods=["GET", "POST"])
@allow(volunteer_leads)
def cancel_shift(public_id: str) -> ResponseReturnValue:
    """Cancel one shift; its helpers are notified."""
    found, form = the_shift(public_id), ReasonForm()
    with form.trying(partial(cancel_page, found.opportunity, found)), db.writing():
        opportunities.cancel_shift(
            db.lock(found), why=form.why.data or "", by=current_user.actor, now=clock.now()
        )  # fmt: skip
        said = db.first(broadcasts_queries.held_about(found, CALLED_OFF))
    flash("The shift is canceled.")
    return before_it_leaves(said) or to_shift(found)


@bp.route("/shifts/<public_id>/add", methods=["GET", "POST"])
@allow(volunteer_leads)
def add_signup(public_id: str) -> ResponseReturnValue:
    """Sign up somebody who asked, or a team."""
    found, form = the_shift(public_id), SignupByHandForm()
    if not form.is_submitted():
        form.nonce.data = new_nonce()
    with form.trying(partial(_add_page, found)), refusals_for(current_user), db.writing():
        asked = replace(form.signup_request(), proof=STAFF)
        shifts_signups.sign_up(db.lock(found), asked, by=current_user.actor, now=clock.now())
    flash("Signed up. We sent them an email with their link.")
    return to_shift(found)


@bp.route("/signups/<public_id>/remove", methods=["GET", "POST"])
@allow(volunteer_leads)
def remove_signup(public_id: str) -> ResponseReturnValue:
    """Remove a sign-up, for a reason that the volunteer reads."""
    signup, form = the_signup(public_id), ReasonForm()
    with form.trying(partial(_remove_page, signup)), db.writing():
        shifts_signups.remove(signup, why=form.why.data or "", by=current_user.actor, now=clock.now())
    flash("Removed. We sent them an email.")
    return to_shift(signup.shift)


def the_shift(public_id: str) -> Shift:
    """The shift with this public id; 404 when there is none."""
    return db.first_or_404(queries.shift_by_public_id(public_id))


def the_signup(public_id: str) -> Signup:
    """The sign-up with this public id; 404 when there is none, or it was erased."""
    signup = db.first_or_404(queries.signup_by_public_id(public_id))
    if signup.erased_at is not None:
        abort(404)
    return signup


def to_shift(found: Shift) -> Response:
    """Redirect to the page of a shift, after a POST."""
    return redirect(url_for("opportunities_office.shift", public_id=found.public_id), 303)


def shift_page(found: Shift, refused: str = "", asked: Signup | None = None) -> str:
    """The page of a shift; ``asked``: the sign-up for which it asks when they left."""
    whole, signups = found.opportunity, queries.signups_of(found, gone=True)
    return render_template(
        "opportunities/office/shift.html", shift=found, whole=whole, signups=signups,
        stands=queries.coverage_of(found), hours=hours_queries.entries_by_signup([one.id for one in signups]),
        refused=refused, asked=asked, form_has_errors=bool(refused or asked), now=clock.now(), words=wording,
        coming=checkin, worth=valuation, sources=SOURCES,
        jobs=small_jobs_queries.jobs_of_event(whole.event_id) if whole.from_job and whole.event_id else [],
    )  # fmt: skip


def _filled(found: Shift, **more: Any) -> ShiftForm:
    form = ShiftForm(data=shift_times.shift_input_of(found).__dict__, **more)
    del form.repeat, form.until
    return form


def _remove_page(signup: Signup, form: ReasonForm) -> str:
    log_view(signup.person_id)
    return render_template("opportunities/office/remove.html", signup=signup, shift=signup.shift, form=form)


def _edit_page(found: Shift, form: ShiftForm) -> str:
    return render_template(
        "opportunities/office/shift_edit.html", whole=found.opportunity, shift=found, form=form, planned=()
    )


def _add_page(found: Shift, form: SignupByHandForm) -> str:
    return render_template("opportunities/office/add.html", whole=found.opportunity, shift=found, form=form)
