"""Calls to Stripe for refunds that were asked for here."""

from datetime import datetime

import structlog
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import StripeRefused, StripeSilent
from chapter.payments import tasks
from chapter.payments.models.stripe import RefundRequest
from chapter.payments.rules import refunds

log = structlog.get_logger()


def send_refund(asked: RefundRequest, *, now: datetime) -> bool:
    """Ask Stripe for the refund, with the same key each time, and book the result. Returns whether the money
    is returned. Raises StripeSilent when that is unknown: a job asks again."""
    intent, cents, key = asked.payment.object_id, asked.amount_cents, asked.public_id
    db.end_reading()
    refund_id, trouble = "", ""
    try:
        made = tasks.account().refunded(intent, key) or tasks.account().refund(intent, cents, key)
        refund_id = made.id
        trouble = "The refund failed." if made.ended and not made.gone_cents else ""
    except StripeRefused as refused:
        trouble = str(refused)
    with db.writing():
        refunds.end_request(asked, refund_id=refund_id, trouble=trouble, now=now)
        db.lock(asked.payment).waits_since = now
    _book(intent, now)
    return not trouble


def _book(intent: str, now: datetime) -> None:
    """Update the books at once; if Stripe does not answer, the worker does it within a minute."""
    try:
        tasks.refresh_payment(intent, now=now)
    except StripeSilent as silent:
        log.warning("refund_not_booked_yet", why=str(silent))


def send_waiting_refunds(now: datetime) -> int:
    """Ask again for the refunds that Stripe has not answered."""
    open_ones = select(RefundRequest).where(RefundRequest.ended_at.is_(None)).order_by(RefundRequest.id)
    waiting = db.session.scalars(open_ones.limit(tasks.BATCH_SIZE)).all()
    tasks.for_each("refund", waiting, lambda asked: send_refund(asked, now=now))
    return 0
