"""/give/receipt/…/me: a giver confirms, on the page of a receipt, that the gift is theirs."""

from functools import partial

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import viewer as accounts_viewer
from chapter.accounts.viewer import current_user
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.giving import purpose
from chapter.giving.rules import gifts
from chapter.giving.views.public import bp
from chapter.payments.views.public.receipts import receipt_or_404, receipt_page
from chapter.web.access import allow, everyone


@bp.post("/receipt/<token>/me")
@allow(everyone)
def mine(token: str) -> ResponseReturnValue:
    """Confirm that the gift is the reader's own: this link is only in their mails and their account."""
    found = receipt_or_404(token)
    order = found.payment.order
    if order.purpose != purpose.PURPOSE_NAME:
        abort(404)
    gift = purpose.gift_of_order(order)
    with pressed(partial(receipt_page, found)), db.writing():
        gifts.prove(
            gift, accounts_viewer.verification_by_press(current_user, gift.person_id), now=clock.now()
        )
    flash("Thank you. This gift is confirmed as yours.", "done")
    return redirect(url_for("payments.receipt", token=found.token), 303)
