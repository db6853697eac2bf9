"""Asking Stripe for refunds: first a row is stored, then Stripe is asked, with an idempotency key from the
row."""

from datetime import datetime

from sqlalchemy import select, update

from chapter import audit, db
from chapter.audit import Actor
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.stripe import RefundRequest
from chapter.refusal import Refused

NOT_REACHED = "The refund did not reach the payer."


def request_refund(payment: Payment, *, owed: bool = False, by: Actor, now: datetime) -> RefundRequest:
    """Request a refund of all that is left of ``payment``: it pays no order, or what its order paid for does
    not take place (``owed``), now or when it was requested before. Returns the request that is under way, if
    there is one: pressed twice, it is one refund. Raises Refused when nothing is left, or when the payment
    pays an order."""
    payment = db.lock(payment)
    last = _last_request(payment)
    if not (payment.surplus_why or owed or last):
        raise Refused("This pays for an order. Refund it in Stripe, where you can see what it was for.")
    if last is not None and last.ended_at is None:
        return last
    left = payment.amount_cents - payment.returned_cents
    if left <= 0 or (last is not None and not last.error and not _is_booked(last)):
        raise Refused("This was already refunded.")
    made = _next_request(payment, last, by.person_id, now)
    audit.record("asked for refund", payment, by=by, now=now, after={"cents": left})
    return made


def note_failed(payment: Payment, *, now: datetime) -> None:
    """A refund of ``payment`` failed that was made at Stripe, and the money is owed all the same: the
    treasurers see it as one that was requested here, and may request it again."""
    payment = db.lock(payment)
    last = _last_request(payment)
    if last is None or not last.error:
        made = _next_request(payment, last, None, now)
        made.ended_at, made.error = now, NOT_REACHED


def _last_request(payment: Payment) -> RefundRequest | None:
    every = select(RefundRequest).where(RefundRequest.payment_id == payment.id)
    return db.first(every.order_by(RefundRequest.number.desc()))


def _next_request(
    payment: Payment, last: RefundRequest | None, asked_by: int | None, now: datetime
) -> RefundRequest:
    made = RefundRequest(
        payment=payment, payment_id=payment.id, number=last.number + 1 if last else 1,
        amount_cents=payment.amount_cents - payment.returned_cents, asked_at=now, asked_by=asked_by,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _is_booked(asked: RefundRequest) -> bool:
    """Whether the ledger has the refund's result: from then on only what is left decides."""
    return db.first(select(LedgerEntry.id).where(LedgerEntry.object_id == asked.refund_id)) is not None


def mark_failed(refund_id: str) -> None:
    """Record that this refund failed at Stripe: it may be requested again."""
    failed = update(RefundRequest).where(RefundRequest.refund_id == refund_id, RefundRequest.error == "")
    db.session.execute(failed.values(error=NOT_REACHED))


def end_request(asked: RefundRequest, *, refund_id: str = "", trouble: str = "", now: datetime) -> None:
    """End the request: Stripe did it, or refused for good."""
    asked = db.lock(asked)
    if asked.ended_at is None:
        asked.ended_at, asked.refund_id, asked.error = now, refund_id, trouble[:500]
