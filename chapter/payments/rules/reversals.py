"""Reversing what staff entered: it was typed wrongly, or the money never came. Both rows stay."""

from datetime import datetime

from sqlalchemy import update

from chapter import db
from chapter.payments.models.ledger import CARD, Payment
from chapter.payments.models.receipts import Receipt
from chapter.payments.rules import ledger
from chapter.refusal import Refused


def reverse_payment(payment: Payment, why: str, *, now: datetime) -> None:
    """Take all that is left of ``payment`` out of the books by rows of its own, on the day of the reversal,
    and void its receipt: "because ``why``", as the receipt itself says. A second time changes nothing. The
    caller holds a lock on what was paid for.

    Raises Refused for what was paid online: that is returned by a refund.
    """
    if payment.method == CARD:
        raise Refused("This was paid online. Refund it in Stripe, and our books will follow.")
    left = payment.amount_cents - payment.returned_cents
    if left > 0:
        number = f"reversal-{payment.public_id}"
        ledger.book_return(payment, ledger.REVERSAL, number, left, happened_at=now, now=now)
    payment.final_returned_cents = payment.returned_cents
    standing = update(Receipt).where(Receipt.payment_id == payment.id, Receipt.voided_at.is_(None))
    db.session.execute(standing.values(voided_at=now, voided_why=why))
