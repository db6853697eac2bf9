"""/office/mails/: sending or discarding what is held back, one mail or all that she saw."""

from collections.abc import Callable, Collection
from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select

from chapter import audit, db
from chapter.accounts.viewer import staff
from chapter.gateways import clock
from chapter.mail import held_mails, queries
from chapter.mail.models import Mail
from chapter.office.views.office import bp
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

AT_ONCE = 200
"""Mails of one transaction, so that none is longer than 100 ms."""

Act = Callable[..., int]
SENT, DISCARDED = "sent after a silence", "discarded"


@bp.post("/mails/held/send")
@allow(staff)
@second_factor_required
def send_held_mails() -> ResponseReturnValue:
    """Let all leave that she saw and may read."""
    return _all(held_mails.send, SENT)


@bp.post("/mails/held/discard")
@allow(staff)
@second_factor_required
def discard_held_mails() -> ResponseReturnValue:
    """Take all back that she saw and may read."""
    return _all(held_mails.discard, DISCARDED)


@bp.post("/mails/<public_id>/send")
@allow(staff)
@second_factor_required
def send_held_mail(public_id: str) -> ResponseReturnValue:
    """Let one leave."""
    return _one(public_id, held_mails.send, SENT)


@bp.post("/mails/<public_id>/discard")
@allow(staff)
@second_factor_required
def discard_held_mail(public_id: str) -> ResponseReturnValue:
    """Take one back."""
    return _one(public_id, held_mails.discard, DISCARDED)


def _one(public_id: str, act: Act, verb: str) -> ResponseReturnValue:
    mine = Mail.public_id == public_id, queries.readable_by(current_viewer())
    found = db.first_or_404(select(Mail).where(*mine))
    if not ButtonForm().validate_on_submit():
        flash(FORM_EXPIRED, "refused")
    elif _decide(act, verb, Mail.id == found.id, now=clock.now()):
        flash("It is on its way." if verb == SENT else "Discarded. It will not be sent.", "done")
    else:
        flash("Somebody has decided about this one already.", "refused")
    return _list()


def _all(act: Act, verb: str) -> ResponseReturnValue:
    last = request.form.get("last", "")
    if not ButtonForm().validate_on_submit() or not (last.isascii() and last.isdecimal() and len(last) < 10):
        flash(FORM_EXPIRED, "refused")
        return _list()
    seen, now = (Mail.id <= int(last), queries.readable_by(current_viewer())), clock.now()
    many = 0
    while some := _decide(act, verb, *seen, now=now):
        many += some
    if not many:
        flash("Somebody has decided about these already.", "refused")
        return _list()
    mails = "One mail" if many == 1 else f"{many:,} mails"
    verbs = ("is", "are")[many != 1]
    flash(f"{mails} {verbs} {'on the way' if verb == SENT else 'discarded and will not be sent'}.", "done")
    return _list()


def _decide(act: Act, verb: str, *which: ColumnElement[bool], now: datetime) -> int:
    with db.writing():
        found = held_mails.lock_held(*which, most=AT_ONCE)
        by = current_viewer().actor
        audit.record_each(verb, found, by=by, now=now, before=lambda _mail: {}, after={})
        return act(_ids(found), now=now)


def _ids(mails: Collection[Mail]) -> list[int]:
    return [mail.id for mail in mails]


def _list() -> ResponseReturnValue:
    return redirect(url_for("office.mails", state="held"), 303)
