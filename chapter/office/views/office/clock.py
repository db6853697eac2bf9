"""The button “The clock is right” on Today."""

from datetime import datetime, timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, directors
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.office.rules import clock_correction
from chapter.office.views.office import bp
from chapter.plurals import agree
from chapter.refusal import Refused
from chapter.web.access import allow, second_factor_required

PAGE_LASTS = timedelta(hours=1)
OLD_PAGE = "This page was open for a long time. Check the time again, then press the button."


@bp.post("/clock/is-right")
@allow(directors)
@second_factor_required
def confirm_clock() -> ResponseReturnValue:
    """Confirm the clock: everything that waited goes on; what was due in the silence before is held back."""
    page, now = redirect(url_for("office.today"), 303), clock.now()
    with pressed(page):
        if not _saw(request.form.get("saw", ""), now):
            raise Refused(OLD_PAGE)
        with db.writing():
            held = clock_correction.confirm_clock(by=current_user.actor, now=now)
    flash(f"Clock confirmed. Everything runs again. {_says_held(held)}".strip(), "done")
    return page


def _saw(said: str, now: datetime) -> bool:
    """Whether the submitted page showed about this time."""
    try:
        return abs(datetime.fromisoformat(said) - now) <= PAGE_LASTS
    except (ValueError, TypeError):
        return False


def _says_held(many: int) -> str:
    if not many:
        return ""
    return agree(many, "One email is on hold.", f"{many:,} emails are on hold.")
