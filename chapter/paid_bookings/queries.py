"""Reading what was paid for bookings."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.events.undo_window import SETTLED
from chapter.paid_bookings.models import BOOKING_PURPOSE_NAME
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import RefundRequest

BATCH_SIZE = 20


def payments_of_canceled() -> Sequence[Payment]:
    """Payments for bookings that stood when their event was canceled, which nobody can undo any more, as long
    as their money is here and no refund was requested."""
    return db.session.scalars(_of_canceled().order_by(Payment.id).limit(BATCH_SIZE)).all()


def is_of_canceled(payment: Payment) -> bool:
    """Whether ``payment`` is one of those."""
    return db.first(_of_canceled().where(Payment.id == payment.id)) is not None


def payment_of(order: Order) -> Payment | None:
    """The payment that pays ``order``; None while it is not paid."""
    return db.first(select(Payment).where(Payment.order_id == order.id, Payment.surplus_why == ""))


def _of_canceled() -> Select[Payment]:
    requested = select(RefundRequest.id).where(RefundRequest.payment_id == Payment.id).exists()
    here = Payment.surplus_why == "", Payment.returned_cents < Payment.amount_cents, ~requested
    return (
        select(Payment)
        .join(Payment.order)
        .join(Rsvp, Rsvp.public_id == Order.reference)
        .join(Rsvp.event)
        .where(Order.purpose == BOOKING_PURPOSE_NAME, *here, Event.cancelled_at <= Rsvp.cancelled_at, SETTLED)
    )
