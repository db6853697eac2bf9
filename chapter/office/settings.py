"""/office/settings: the chapter's names, address, color and words, for the managing director."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import audit, db
from chapter.gateways import clock
from chapter.people.viewer import directors
from chapter.refusal import Refused, Stale
from chapter.settings import queries, rules
from chapter.settings.forms import SettingsForm
from chapter.web.access import allow, current_viewer

bp = Blueprint("settings", __name__, url_prefix="/office/settings")


@bp.get("")
@allow(directors)
def edit() -> ResponseReturnValue:
    """Everything as it stands, to be changed."""
    return render_template("office/settings/edit.html", form=SettingsForm(obj=queries.current()), stands=None)


@bp.post("")
@allow(directors)
def save() -> ResponseReturnValue:
    """Keep the change; the second of two editors sees both versions and loses neither."""
    form, chapter, stands = SettingsForm(), queries.current(), None
    if not form.validate_on_submit():
        return render_template("office/settings/edit.html", form=form, stands=None), 422
    now = clock.now()
    try:
        with db.writing():
            before, after = rules.change(chapter, form.data, version=form.seen_version, now=now)
            audit.record("changed", chapter, by=current_viewer().actor, now=now, before=before, after=after)
    except Refused as refused:
        form.refuse(refused)
        if isinstance(refused, Stale):
            form.version.data, stands = str(chapter.version), rules.values_of(chapter)
        return render_template("office/settings/edit.html", form=form, stands=stands), 422
    flash("Saved. It shows from the next page on.")
    return redirect(url_for("settings.edit"), 303)
