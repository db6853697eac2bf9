"""/office/volunteers/people: somebody's trainings and checks. For the volunteer lead alone."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.shifts import queries, wording
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.models import CLEARANCES
from chapter.staffing.forms import ClearanceForm
from chapter.staffing.rules import clearances as staffing_clearances
from chapter.staffing.views.office import bp
from chapter.web.access import allow


@bp.route("/volunteers/people/<public_id>", methods=["GET", "POST"])
@allow(clearance_keepers)
def clearances(public_id: str) -> ResponseReturnValue:
    """A person's clearances, and a form to record one."""
    person, form = _person(public_id), ClearanceForm()
    with form.trying(partial(_page, person)), db.writing():
        staffing_clearances.note(
            person, form.kind.data, form.valid_until.data, by=current_user.actor, now=clock.now()
        )  # fmt: skip
    flash("Saved.")
    return redirect(url_for("staffing_office.clearances", public_id=public_id), 303)


@bp.post("/volunteers/people/<public_id>/withdraw/<kind>")
@allow(clearance_keepers)
def withdraw_clearance(public_id: str, kind: str) -> ResponseReturnValue:
    """Withdraw a clearance; the person is removed from shifts that require it."""
    person = _person(public_id)
    clearance = next((one for one in queries.clearances_of(person.id) if one.kind == kind), None)
    if clearance is None:
        abort(404)
    with pressed(partial(_refused_page, person)), db.writing():
        freed = len(staffing_clearances.withdraw(clearance, by=current_user.actor, now=clock.now()))
    flash(f"Removed. {wording.freed(freed)}")
    return redirect(url_for("staffing_office.clearances", public_id=public_id), 303)


def _person(public_id: str) -> Person:
    return db.first_or_404(queries.person_by_public_id(public_id))


def _refused_page(person: Person, sentence: str) -> str:
    form = ClearanceForm(formdata=None)
    form.show_error(Refused(sentence))
    return _page(person, form)


def _page(person: Person, form: ClearanceForm) -> str:
    log_view(person.id)
    now = clock.now()
    return render_template(
        "staffing/office/clearances.html", person=person, form=form, kinds=CLEARANCES, words=wording,
        clearances=queries.clearances_of(person.id),
        today=now.astimezone(settings.current().zone_info).date(),
        past=queries.past_signups_of(person.id, now), coming=queries.upcoming_signups_of(person.id, now),
    )  # fmt: skip
