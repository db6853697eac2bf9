"""The timed job of paid bookings: a sweep, safe to run twice."""

from datetime import datetime

from chapter import db
from chapter.paid_bookings import queries
from chapter.paid_bookings.rules import refunds


def refund_canceled(now: datetime) -> int:
    """Request the refunds of what was paid for events that were canceled for good."""
    return sum(_requested(payment.id, now) for payment in queries.payments_of_canceled())


def _requested(payment_id: int, now: datetime) -> bool:
    with db.writing():
        return refunds.refund_canceled(payment_id, now=now)
