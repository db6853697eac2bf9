"""/office/mails/: sending or discarding what is held back, one mail or all that were shown."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement

from chapter import db
from chapter.accounts.viewer import staff
from chapter.gateways import clock
from chapter.mail import queries
from chapter.mail.models import Mail
from chapter.office import queries as office
from chapter.office.rules import mails as rules
from chapter.office.views.office import bp
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.csrf import FORM_EXPIRED, ButtonForm


@bp.post("/mails/held/send")
@allow(staff)
@second_factor_required
def send_held_mails() -> ResponseReturnValue:
    """Send all that were shown and that the viewer may read."""
    return _decide_all(rules.SENT)


@bp.post("/mails/held/discard")
@allow(staff)
@second_factor_required
def discard_held_mails() -> ResponseReturnValue:
    """Discard all that were shown and that the viewer may read."""
    return _decide_all(rules.DISCARDED)


@bp.post("/mails/<public_id>/send")
@allow(staff)
@second_factor_required
def send_held_mail(public_id: str) -> ResponseReturnValue:
    """Send one held mail."""
    return _decide_one(public_id, rules.SENT)


@bp.post("/mails/<public_id>/discard")
@allow(staff)
@second_factor_required
def discard_held_mail(public_id: str) -> ResponseReturnValue:
    """Discard one held mail."""
    return _decide_one(public_id, rules.DISCARDED)


def _decide_one(public_id: str, verb: str) -> ResponseReturnValue:
    found = office.readable_mail_or_404(current_viewer(), public_id)
    if not ButtonForm().validate_on_submit():
        flash(FORM_EXPIRED, "refused")
    elif _decide(verb, Mail.id == found.id, now=clock.now()):
        flash("It is on its way." if verb == rules.SENT else "Discarded. It will not be sent.", "done")
    else:
        flash("Somebody has decided about this one already.", "refused")
    return _list()


def _decide_all(verb: str) -> ResponseReturnValue:
    last = request.form.get("last", "")
    if not ButtonForm().validate_on_submit() or not (last.isascii() and last.isdecimal() and len(last) < 10):
        flash(FORM_EXPIRED, "refused")
        return _list()
    seen, now = (Mail.id <= int(last), queries.readable_by(current_viewer())), clock.now()
    many = 0
    while some := _decide(verb, *seen, now=now):
        many += some
    if not many:
        flash("Somebody has decided about these already.", "refused")
        return _list()
    mails = "One mail" if many == 1 else f"{many:,} mails"
    verbs = ("is", "are")[many != 1]
    flash(
        f"{mails} {verbs} {'on the way' if verb == rules.SENT else 'discarded and will not be sent'}.", "done"
    )
    return _list()


def _decide(verb: str, *which: ColumnElement[bool], now: datetime) -> int:
    with db.writing():
        return rules.decide_held(verb, *which, by=current_viewer().actor, now=now)


def _list() -> ResponseReturnValue:
    return redirect(url_for("office.mails", state="held"), 303)
