"""What happens when the money of a booking arrives, is refunded, or does not come. Each function runs in the
transaction that books it."""

from datetime import datetime

from sqlalchemy import select

from chapter import db, money
from chapter.bookings import emails
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import waitlist
from chapter.paid_bookings.models import BOOKING_PURPOSE_NAME
from chapter.paid_bookings.rules import holds
from chapter.paid_bookings.rules import refunds as owed_refunds
from chapter.paid_bookings.rules.refunds import RULE
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.purposes import Purpose
from chapter.payments.rules import fulfillment, orders, refunds
from chapter.plurals import agree

GONE = "Its seats had gone to others"
"""Why an order does not take its money: the hold lapsed, and nothing is free."""


def booking_of_order(order: Order) -> Rsvp:
    """The booking that ``order`` pays for."""
    return db.session.scalars(select(Rsvp).where(Rsvp.public_id == order.reference)).one()


def refuses(order: Order, now: datetime) -> str:
    """Why the money can't be taken: its seats lapsed, and there are none left."""
    return "" if holds.may_be_seated(booking_of_order(order), order, now=now) else GONE


def fulfill(order: Order, now: datetime) -> None:
    """The money is there: the party has its seats, and is mailed so."""
    holds.take_paid_seats(booking_of_order(order), now=now)


def decline(payment: Payment, now: datetime) -> None:
    """Money came that takes no seat: Stripe is asked to refund it, and the payer is told."""
    rsvp = booking_of_order(payment.order)
    refunds.request_refund(payment, by=RULE, now=now)
    if payment.surplus_why == GONE:
        orders.close(payment.order, "its seats had gone", now=now)
    amount = money.show(payment.amount_cents, payment.currency)
    letter = emails.paid_back(rsvp, amount, _why_back(rsvp, payment))
    waitlist.queue_letter(rsvp, letter, now)


def _why_back(rsvp: Rsvp, payment: Payment) -> str:
    if rsvp.event.cancelled_at is not None:
        return "the event was canceled"
    if payment.surplus_why == fulfillment.WRONG_AMOUNT:
        return "the amount wasn’t what we asked for"
    if rsvp.going:
        return agree(rsvp.size, "your seat was already paid for", "your seats were already paid for")
    return "the seats were already taken"


def reverse(order: Order, returned_cents: int, now: datetime) -> None:
    """All of it was refunded: the booking ends. A refund of a part changes no seat; one that failed gives the
    seats again while there are some, and otherwise the treasurers see that the money is owed."""
    rsvp = booking_of_order(order)
    if returned_cents >= order.amount_cents:
        holds.give_back_refunded(rsvp, order, now=now)
    elif not holds.restore_refunded(rsvp, order, now=now):
        owed_refunds.note_failed(order, now=now)


def wait(order: Order, _now: datetime) -> None:
    """The bank sends the money in the next days."""
    holds.hold_for_bank(booking_of_order(order), order)


def close(order: Order, now: datetime) -> None:
    """Nobody will pay it: the bank refused, nobody paid in time, or another order took its place."""
    holds.let_go(booking_of_order(order), order, now=now)


BOOKING_PURPOSE = Purpose(
    BOOKING_PURPOSE_NAME,
    fulfill,
    reverse,
    fail=lambda *_: None,  # the order is closed with it, and ``close`` tells the payer
    owner_columns=(Rsvp.public_id, Rsvp.person_id),
    refuses=refuses,
    decline=decline,
    wait=wait,
    close=close,
)
