"""Asking Stripe to give money back: first a row, then the question, under a key that is the row's."""

from datetime import datetime

from sqlalchemy import func, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.payments.mirror import RefundRequest
from chapter.payments.models import Payment
from chapter.refusal import Refused


def ask(payment: Payment, *, by: Actor, now: datetime) -> RefundRequest:
    """Want all that is left of ``payment`` given back, which pays no order. The request that is under way, if
    there is one: pressed twice, it is one refund. Raises Refused when nothing is left, or when it pays an
    order."""
    payment = db.lock(payment)
    if not payment.surplus_why:
        raise Refused("This pays an order. Refund it in Stripe, where you see what it was for.")
    open_one = db.first(
        select(RefundRequest).where(RefundRequest.payment_id == payment.id, RefundRequest.ended_at.is_(None))
    )
    if open_one is not None:
        return open_one
    left = payment.amount_cents - payment.returned_cents
    if left <= 0:
        raise Refused("This has been refunded already.")
    before = db.session.scalar(select(func.count()).where(RefundRequest.payment_id == payment.id)) or 0
    made = RefundRequest(
        payment=payment, payment_id=payment.id, number=before + 1, amount_cents=left, asked_at=now,
        asked_by=by.person_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("asked for refund", payment, by=by, now=now, after={"cents": left})
    return made


def ended(asked: RefundRequest, *, refund_id: str = "", trouble: str = "", now: datetime) -> None:
    """Stripe did it, or refused for good."""
    asked = db.lock(asked)
    if asked.ended_at is None:
        asked.ended_at, asked.refund_id, asked.trouble = now, refund_id, trouble[:500]
