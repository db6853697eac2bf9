"""/office/settings: the chapter's names, address, color and words, for the managing director."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, directors
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.gateways import clock
from chapter.office.rules import settings as rules
from chapter.office.views.office import bp, mail_status
from chapter.people import edit_conflicts
from chapter.settings import queries
from chapter.settings.forms import SettingsForm
from chapter.web.access import allow


@bp.get("/settings")
@allow(directors)
def edit_settings() -> ResponseReturnValue:
    """The form with the present settings."""
    return _page(initial_edit_form(_filled))


@bp.post("/settings")
@allow(directors)
@recently_authenticated
def save_settings() -> ResponseReturnValue:
    """Save the change; the second of two editors sees both versions and loses neither."""
    form, chapter = edit_form(_filled), queries.current()
    with form.trying(_page), db.writing():
        by, now = current_user.actor, clock.now()
        edit_conflicts.lock_unchanged(form, chapter, viewer=by)
        rules.change(chapter, form.data, by=by, now=now)
    flash("Saved.")
    return redirect(url_for("office.edit_settings"), 303)


def _page(form: SettingsForm) -> str:
    return render_template("office/office/settings.html", form=form, **mail_status.mail_status(clock.now()))


def _filled(**more: Any) -> SettingsForm:
    return SettingsForm(obj=queries.current(), **more)
