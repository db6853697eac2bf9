"""/me/volunteering: a volunteer's shifts to come, when they are free and what they enjoy."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.forms.concurrent_edits import edit_form
from chapter.gateways import clock
from chapter.people import edit_conflicts
from chapter.shifts import queries, wording
from chapter.staffing.forms import PreferencesForm
from chapter.staffing.rules import preferences
from chapter.staffing.views.portal import bp
from chapter.web.access import allow


@bp.route("", methods=["GET", "POST"])
@allow(signed_in)
def index() -> ResponseReturnValue:
    """The shifts ahead, and a form for preferences."""
    person = current_user.person
    form, by = (
        edit_form(lambda **more: PreferencesForm.for_preferences(preferences.preferences_of(person), **more)),
        person.actor,
    )
    with form.trying(_page), db.writing():
        edit_conflicts.lock_unchanged(form, person, viewer=by)
        preferences.save_preferences(person, form.preferences, by=by, now=clock.now())
    flash("Saved. We will ask you about shifts that fit.")
    return redirect(url_for("staffing_portal.index"), 303)


def _page(form: PreferencesForm) -> str:
    coming = queries.upcoming_signups_of(current_user.person.id, clock.now())
    return render_template(
        "staffing/portal/preferences.html",
        form=form,
        coming=coming,
        words=wording,
        form_has_errors=form.errors,
    )
