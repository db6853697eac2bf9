"""/give/receipt: a receipt to read, to print and as a PDF."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.documents import pdf
from chapter.payments import purposes
from chapter.payments.models.receipts import Receipt
from chapter.payments.views.public import bp
from chapter.security import signed_links
from chapter.web.access import allow, everyone
from chapter.web.files import private_file, private_response


@bp.get("/give/receipt/<token>")
@allow(everyone)
def receipt(token: str) -> ResponseReturnValue:
    """Show a receipt, to read and to print; whoever holds its link may see it."""
    return receipt_page(receipt_or_404(token))


@bp.get("/give/receipt/<token>.pdf")
@allow(everyone)
def receipt_file(token: str) -> ResponseReturnValue:
    """Download the receipt as a PDF."""
    found = receipt_or_404(token)
    said, sheet = found.snapshot, _sheet(found)
    db.end_reading()
    name = f"receipt-{found.number}-{said['received_on']}.pdf"
    return private_file(pdf.render_pdf("receipt", sheet), pdf.CONTENT_TYPE, name)


def receipt_or_404(token: str) -> Receipt:
    """The receipt behind a personal link; 404 for a link that leads to none."""
    return signed_links.record_or_404(token, "receipt", select(Receipt))


def receipt_page(found: Receipt, trouble: str = "") -> Response:
    """The page of a receipt; ``trouble``: why what was pressed there could not be done."""
    order = found.payment.order
    body = render_template(
        "payments/public/receipt.html",
        receipt=found,
        told=found.snapshot,
        after=db.first(select(Receipt).where(Receipt.replaces_id == found.id)),
        part=purposes.pages_of(order).receipt_part(found, order),
        trouble=trouble,
        form_has_errors=bool(trouble),
    )
    return private_response(body)


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
        "total_words": "Total",
        "total": found.total,
        "mark": mark,
        "sentences": said["sentences"],
        "foot": f"EIN {said['ein']}" if said["ein"] else "",
    }
