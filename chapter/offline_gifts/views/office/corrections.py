"""/office/giving/gifts/<gift>/void and /correct: an offline gift that was entered wrongly."""

from datetime import date
from functools import partial

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, treasurers
from chapter.forms.idempotent_form import SENT_TWICE
from chapter.gateways import clock
from chapter.givers.views.office.gift import gift_or_404, names_of_actors, redirect_to_gift
from chapter.giving import emails, gift_list, queries, words
from chapter.giving.models import Gift
from chapter.offline_gifts.forms import CorrectForm, VoidForm
from chapter.offline_gifts.rules import corrections as rules
from chapter.offline_gifts.views.office import bp
from chapter.offline_gifts.views.office.entry import (
    ask_about_doubts,
    gift_input,
    with_choices,
)
from chapter.payments.models.ledger import CARD
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.settings import queries as settings
from chapter.web.access import allow

VOID, CORRECT = "offline_gifts/office/void.html", "offline_gifts/office/correct.html"


@bp.route("/gifts/<public_id>/void", methods=["GET", "POST"])
@allow(treasurers)
def void(public_id: str) -> ResponseReturnValue:
    """Void a gift that never came; the page first says who is notified, and of what."""
    found, form = _by_hand(public_id), VoidForm()
    if found.voided_at is not None and not form.is_submitted():
        return redirect_to_gift(found)
    with form.trying(partial(_page, VOID, found)), db.writing():
        news = rules.void_gift(found, str(form.why.data), by=current_user.actor, now=clock.now())
    who = names_of_actors(found).get(found.voided_by or 0, "Someone")
    flash("The gift was voided." if news else f"{who} already voided this gift. Nothing was done twice.")
    return redirect_to_gift(found)


@bp.route("/gifts/<public_id>/correct", methods=["GET", "POST"])
@allow(treasurers)
def correct(public_id: str) -> ResponseReturnValue:
    """Void a gift and enter it again as it should have been, in one step."""
    found, form = _by_hand(public_id), with_choices(CorrectForm().with_nonce())
    if not form.is_submitted():
        return redirect_to_gift(found) if found.voided_at else _page(CORRECT, found, _filled(found))
    with form.trying(partial(_page, CORRECT, found), twice=SENT_TWICE):
        drive, came = gift_input(form)
        came, alike = ask_about_doubts(form, drive, came, found)
        if form.errors:
            return _page(CORRECT, found, form, alike), 422
        by, now = current_user.actor, clock.now()
        with db.writing():
            made = rules.correct_gift(
                found, drive, came, method=str(form.method.data),
                received_on=form.received_on.data or date.min, nonce=str(form.nonce.data),
                why=str(form.why.data), by=by, now=now,
            )  # fmt: skip
    flash("Corrected. This gift replaces the one that was entered incorrectly.")
    return redirect_to_gift(made)


def _by_hand(public_id: str) -> Gift:
    """The offline gift with this public id; 404 for one paid online, which is refunded, and for one that was
    returned."""
    found = gift_or_404(public_id)
    payment = queries.payment_of_gift(found)
    if payment is None or payment.method == CARD or (found.returned_at and not found.voided_at):
        abort(404)
    return found


def _filled(found: Gift) -> CorrectForm:
    form = CorrectForm(formdata=None).with_nonce()
    payment = queries.payment_of_gift(found)
    if payment is not None:
        form.fill_from(found, payment)
    if found.paid_at is not None:
        form.received_on.data = found.paid_at.astimezone(settings.current().zone_info).date()
    return with_choices(form)


def _page(template: str, found: Gift, form: CorrectForm | VoidForm, alike: list[Person] | None = None) -> str:
    log_view(found.person_id)
    held = [one for one in gift_list.receipts_of(found) if one.voided_at is None]
    return render_template(
        template,
        gift=found,
        drive=found.drive,
        form=form,
        receipt=held[0] if held else None,
        told=bool(found.email) and queries.has_receipt_left(found),
        letter=emails.voided(found).text.strip().split("\n\n"),
        alike=alike or [],
        form_has_errors=bool(form.errors),
        words=words,
    )
