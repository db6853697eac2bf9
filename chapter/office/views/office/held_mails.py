"""/office/mails/: sending or discarding what is held back, one mail or all that were shown."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, staff
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.mail import queries
from chapter.mail.models import Mail
from chapter.office import queries as office
from chapter.office.rules import mails as rules
from chapter.office.views.office import bp
from chapter.plurals import agree
from chapter.refusal import Refused
from chapter.web.access import allow, second_factor_required
from chapter.web.csrf import FORM_EXPIRED


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
    found = office.readable_mail_or_404(current_user, public_id)
    with pressed(_list()):
        if not _decide(verb, Mail.id == found.id, now=clock.now()):
            raise Refused("Somebody already decided about this email.")
    flash("Sending now." if verb == rules.SENT else "Discarded. The email won’t be sent.", "done")
    return _list()


def _decide_all(verb: str) -> ResponseReturnValue:
    last, now, many = request.form.get("last", ""), clock.now(), 0
    with pressed(_list()):
        if not (last.isascii() and last.isdecimal() and len(last) < 10):
            raise Refused(FORM_EXPIRED)
        seen = (Mail.id <= int(last), queries.readable_by(current_user))
        while some := _decide(verb, *seen, now=now):
            many += some
        if not many:
            raise Refused("Somebody already decided about these emails.")
    mails = agree(many, "one email", f"{many:,} emails")
    flash(f"Sending {mails} now." if verb == rules.SENT else f"Discarded {mails}.", "done")
    return _list()


def _decide(verb: str, *which: ColumnElement[bool], now: datetime) -> int:
    with db.writing():
        return rules.decide_held(verb, *which, by=current_user.actor, now=now)


def _list() -> Response:
    return redirect(url_for("office.mails", state="held"), 303)
