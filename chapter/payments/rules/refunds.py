"""Asking Stripe to give money back: first a row, then the question, under a key that is the row's."""

from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.payments.mirror import RefundRequest, StripeLine
from chapter.payments.models import Payment
from chapter.refusal import Refused


def ask(payment: Payment, *, by: Actor, now: datetime) -> RefundRequest:
    """Want all that is left of ``payment`` given back, which pays no order. The request that is under way, if
    there is one: pressed twice, it is one refund. Raises Refused when nothing is left, or when it pays an
    order."""
    payment = db.lock(payment)
    if not payment.surplus_why:
        raise Refused("This pays an order. Refund it in Stripe, where you see what it was for.")
    every = select(RefundRequest).where(RefundRequest.payment_id == payment.id)
    last = db.first(every.order_by(RefundRequest.number.desc()))
    if last is not None and last.ended_at is None:
        return last
    left = payment.amount_cents - payment.returned_cents
    if left <= 0 or (last is not None and last.refund_id and not _failed(last)):
        raise Refused("This has been refunded already.")
    made = RefundRequest(
        payment=payment, payment_id=payment.id, number=last.number + 1 if last else 1, amount_cents=left,
        asked_at=now, asked_by=by.person_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("asked for refund", payment, by=by, now=now, after={"cents": left})
    return made


def _failed(asked: RefundRequest) -> bool:
    """Whether the refund did not reach the payer, and the money came again."""
    again = select(StripeLine.id).where(StripeLine.source == asked.refund_id, StripeLine.amount_cents > 0)
    return db.first(again) is not None


def ended(asked: RefundRequest, *, refund_id: str = "", trouble: str = "", now: datetime) -> None:
    """Stripe did it, or refused for good."""
    asked = db.lock(asked)
    if asked.ended_at is None:
        asked.ended_at, asked.refund_id, asked.trouble = now, refund_id, trouble[:500]
