"""Preferences by the personal link of a shift, for volunteers without an account.

The link is only in mails to them, and a click behind it proves who they are. The page shows nothing of what
they said before: somebody else may read the mail. Whoever has an account says it there.
"""

from functools import partial

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import queries
from chapter.gateways import clock
from chapter.security import throttle
from chapter.shifts.models import Signup
from chapter.shifts.views.public.own_signup import GUEST, note_press, signup_or_404
from chapter.staffing.forms import PreferencesForm
from chapter.staffing.rules import preferences
from chapter.staffing.views.public import bp
from chapter.web.access import allow, everyone
from chapter.web.files import private_response


@bp.route("/shift/<token>/wishes", methods=["GET", "POST"])
@allow(everyone)
def edit_preferences(token: str) -> ResponseReturnValue:
    """A form for when they are free and what they enjoy."""
    signup = signup_or_404(token)
    if queries.account_of(signup.person) is not None:
        return redirect(url_for("staffing_portal.index"), 303)
    form = PreferencesForm().with_programs()
    with form.trying(partial(_page, signup)):
        now = clock.now()
        throttle.enforce((throttle.CHANGE, signup.public_id), now=now)
        note_press(signup)
        with db.writing():
            preferences.save_preferences(signup.person, form.preferences, by=GUEST, now=now)
    flash("Saved. We will ask you about shifts that fit.")
    return redirect(url_for("shifts.signup", token=signup.token), 303)


def _page(signup: Signup, form: PreferencesForm) -> Response:
    body = render_template("staffing/public/preferences.html", form=form, signup=signup)
    return private_response(body)
