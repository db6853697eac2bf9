"""/give/receipt: a receipt to read, to print and as a PDF; and confirming whose gift it is."""

from functools import partial

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.accounts import viewer as accounts_viewer
from chapter.documents import pdf
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.giving import purpose
from chapter.giving.models import Gift
from chapter.giving.rules import gifts
from chapter.giving.views.public import bp
from chapter.payments.models.receipts import Receipt
from chapter.security import signed_links
from chapter.web.access import allow, current_viewer, everyone
from chapter.web.files import private_file, private_response


@bp.get("/receipt/<token>")
@allow(everyone)
def receipt(token: str) -> ResponseReturnValue:
    """Show a receipt, to read and to print; whoever holds its link may see it."""
    return _receipt_page(_receipt(token))


@bp.post("/receipt/<token>/me")
@allow(everyone)
def mine(token: str) -> ResponseReturnValue:
    """Confirm that the gift is the reader's own: this link is only in their mails and their account."""
    found = _receipt(token)
    gift = _gift_of(found)
    if gift is None:
        abort(404)
    with pressed(partial(_receipt_page, found)), db.writing():
        gifts.prove(
            gift, accounts_viewer.verification_by_press(current_viewer(), gift.person_id), now=clock.now()
        )
    flash("Thank you. This gift is confirmed as yours.", "done")
    return redirect(url_for("giving.receipt", token=found.token), 303)


@bp.get("/receipt/<token>.pdf")
@allow(everyone)
def receipt_file(token: str) -> ResponseReturnValue:
    """Download the receipt as a PDF."""
    found = _receipt(token)
    said, sheet = found.snapshot, _sheet(found)
    db.end_reading()
    name = f"receipt-{found.number}-{said['received_on']}.pdf"
    return private_file(pdf.render_pdf("receipt", sheet), pdf.CONTENT_TYPE, name)


def _receipt(token: str) -> Receipt:
    return signed_links.record_or_404(token, "receipt", select(Receipt))


def _receipt_page(found: Receipt, trouble: str = "") -> Response:
    gift = _gift_of(found)
    body = render_template(
        "giving/public/receipt.html",
        receipt=found,
        told=found.snapshot,
        after=db.first(select(Receipt).where(Receipt.replaces_id == found.id)),
        asks=gift is not None and not gift.proved and found.voided_at is None and bool(found.payer),
        trouble=trouble,
        form_has_errors=bool(trouble),
    )
    return private_response(body)


def _gift_of(found: Receipt) -> Gift | None:
    """The gift of a receipt; None when the receipt is for something else."""
    order = found.payment.order
    return (
        purpose.gift_of_order(order) if order is not None and order.purpose == purpose.PURPOSE_NAME else None
    )


def _sheet(found: Receipt) -> dict[str, object]:
    said = found.snapshot
    mark = "VOID" if found.voided_at else "SAMPLE" if said["sample"] else ""
    return {
        "title": f"Receipt {found.number}",
        "receiver": said["receiver"],
        "address": said["address"],
        "dated": f"Received on {found.dated}, {said['method'].lower()}",
        "payer": found.payer,
        "lines": found.lines,
        "total_words": "In all",
        "total": found.total,
        "mark": mark,
        "sentences": said["sentences"],
        "foot": f"EIN {said['ein']}" if said["ein"] else "",
    }
