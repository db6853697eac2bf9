"""Asking Stripe for refunds: first a row is stored, then Stripe is asked, with an idempotency key from the
row."""

from datetime import datetime

from sqlalchemy import select, update

from chapter import audit, db
from chapter.audit import Actor
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.stripe import RefundRequest
from chapter.refusal import Refused


def request_refund(payment: Payment, *, by: Actor, now: datetime) -> RefundRequest:
    """Request a refund of all that is left of ``payment``, which pays no order. Returns the request that is
    under way, if there is one: pressed twice, it is one refund. Raises Refused when nothing is left, or when
    the payment pays an order."""
    payment = db.lock(payment)
    if not payment.surplus_why:
        raise Refused("This pays an order. Refund it in Stripe, where you see what it was for.")
    every = select(RefundRequest).where(RefundRequest.payment_id == payment.id)
    last = db.first(every.order_by(RefundRequest.number.desc()))
    if last is not None and last.ended_at is None:
        return last
    left = payment.amount_cents - payment.returned_cents
    if left <= 0 or (last is not None and not last.trouble and not _is_booked(last)):
        raise Refused("This has been refunded already.")
    made = RefundRequest(
        payment=payment, payment_id=payment.id, number=last.number + 1 if last else 1, amount_cents=left,
        asked_at=now, asked_by=by.person_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("asked for refund", payment, by=by, now=now, after={"cents": left})
    return made


def _is_booked(asked: RefundRequest) -> bool:
    """Whether the ledger has the refund's result: from then on only what is left decides."""
    return db.first(select(LedgerEntry.id).where(LedgerEntry.object_id == asked.refund_id)) is not None


def mark_failed(refund_id: str) -> None:
    """Record that this refund failed at Stripe: it may be requested again."""
    failed = update(RefundRequest).where(RefundRequest.refund_id == refund_id, RefundRequest.trouble == "")
    db.session.execute(failed.values(trouble="The refund did not reach the payer."))


def end_request(asked: RefundRequest, *, refund_id: str = "", trouble: str = "", now: datetime) -> None:
    """End the request: Stripe did it, or refused for good."""
    asked = db.lock(asked)
    if asked.ended_at is None:
        asked.ended_at, asked.refund_id, asked.trouble = now, refund_id, trouble[:500]
