"""Giving back what was paid for an event that does not take place."""

from datetime import datetime

from chapter import db
from chapter.audit import Actor
from chapter.paid_bookings import queries
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.rules import refunds

RULE = Actor("rule", name="seats")


def refund_canceled(payment_id: int, *, now: datetime) -> bool:
    """Request the refund of all that is left of a payment, if its event is canceled for good and nobody has
    requested it; returns whether it was. Two at one moment make one request."""
    payment = db.lock_of(Payment, payment_id)
    due = queries.is_of_canceled(payment)
    if due:
        refunds.request_refund(payment, owed=True, by=RULE, now=now)
    return due


def note_failed(order: Order, *, now: datetime) -> None:
    """A refund failed, and no seat is there for the money: it is owed, and the treasurers see it."""
    payment = queries.payment_of(order)
    if payment is not None:
        refunds.note_failed(payment, now=now)
