"""Refunds that were asked for here, and that Stripe has not answered yet."""

from datetime import datetime

import structlog
from sqlalchemy import select

from chapter import db
from chapter.payments import stripe_calls, tasks
from chapter.payments.models.stripe import RefundRequest

log = structlog.get_logger()


def send_waiting_refunds(now: datetime) -> int:
    """Ask again for the refunds that Stripe has not answered."""
    open_ones = select(RefundRequest).where(RefundRequest.ended_at.is_(None)).order_by(RefundRequest.id)
    waiting = db.session.scalars(open_ones.limit(tasks.BATCH_SIZE)).all()
    tasks.for_each("refund", waiting, lambda asked: stripe_calls.send_refund(asked, now=now))
    return 0
