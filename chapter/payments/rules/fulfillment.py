"""Applying Stripe's objects to our books. One way for the webhook, the landing page and the sweep; safe to
run twice and concurrently."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import Session
from chapter.gateways.stripe.objects import PaymentRecord, Reversal
from chapter.mail import rules as mail
from chapter.payments import emails, purposes, queries
from chapter.payments.models.ledger import CARD, Payment
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.rules import balance_transactions, ledger, orders, refunds
from chapter.people import queries as people

PAID_ALREADY, ORDER_CLOSED, WRONG_AMOUNT = (
    "The order was paid already",
    "The order is closed",
    "Another amount than was asked for",
)
"""Why money for an order of ours does not pay it."""


class NotOurs(Exception):
    """The money is for no order of ours, or of the other mode (live or test): it is not booked."""


def apply_session(session: Session, *, live: bool, now: datetime) -> bool:
    """Update the books to what ``session`` says; returns whether its order is paid. Raises NotOurs."""
    order, tried = _order_of_session(session)
    if session.livemode != live:
        raise NotOurs("a session of the other mode")
    if tried is not None:
        db.lock(tried).refreshed_at = now
    over = session.expired or (session.complete and (session.paid or session.failed))
    if over and tried is not None:
        orders.end_attempt(tried, now=now)
    if session.complete and session.paid:
        _book_session(session, order, now)
    elif session.complete and session.failed:
        orders.fail(order, now=now)
    elif session.complete:
        _mark_processing(order, tried, now)
    elif session.expired:
        orders.expire(order, now=now)
    return order.paid_at is not None


def apply_payment(money: PaymentRecord, *, live: bool, now: datetime) -> Payment | None:
    """Update the books to all that Stripe knows of one payment: book it, what was returned of it, and its
    balance transactions. Returns None while nothing was charged. Raises NotOurs."""
    payment = queries.payment_by_intent(money.intent)
    if payment is None:
        payment = _book_intent(money, live, now)
    if payment is None:
        return None
    payment = db.lock(payment)
    for told, kind in ((money.refunds, ledger.REFUND), (money.disputes, ledger.DISPUTE)):
        for one in told:
            gone = balance_transactions.returned_cents(one)
            news = ledger.book_return(payment, kind, one.id, gone, happened_at=one.at, now=now)
            if news and gone and kind == ledger.DISPUTE and not one.ended:
                _notify_treasurers(payment, one, now)
            if kind == ledger.REFUND and one.ended and not gone:
                refunds.mark_failed(one.id)
    open_ones = [one for one in money.disputes if not one.ended]
    ledger.settle_returns(
        payment, sum(balance_transactions.returned_cents(one) for one in open_ones), now=now
    )
    balance_transactions.reconcile(payment, money, now=now)
    payment.refreshed_at = now
    return payment


def _order_of_session(session: Session) -> tuple[Order, Attempt | None]:
    """The order that a session pays, found by its attempt, or by the reference that we gave it."""
    tried = db.first(select(Attempt).where(Attempt.session_id == session.id))
    if tried is not None:
        return tried.order, tried
    order = queries.order_by_public_id(session.reference)
    if order is None:
        raise NotOurs("it names no order of ours")
    nameless = select(Attempt).where(
        Attempt.order_id == order.id, Attempt.session_id.is_(None), Attempt.ended_at.is_(None)
    )
    tried = db.first(nameless.order_by(Attempt.id))
    if tried is not None:
        orders.attach_session(tried, session.id, now=session.charge.at if session.charge else tried.began_at)
    return order, tried


def _book_session(session: Session, order: Order, now: datetime) -> None:
    at = session.charge.at if session.charge else now
    object_id = session.payment_intent or session.id
    _book_arrival(order, object_id, session.amount_cents, session.currency, at, now)


def _book_intent(money: PaymentRecord, live: bool, now: datetime) -> Payment | None:
    order = queries.order_by_public_id(money.reference)
    if order is None or money.livemode != live:
        raise NotOurs("it names no order of ours")
    charge = money.charge
    if charge is None:
        return None
    return _book_arrival(order, money.intent, charge.amount_cents, charge.currency, charge.at, now)


def _book_arrival(
    order: Order, object_id: str, cents: int, currency: str, at: datetime, now: datetime
) -> Payment | None:
    """Book money that arrived for ``order``. What the order does not take is to be refunded."""
    order = db.lock(order)
    why = _why_not_taken(order, cents, currency, now)
    if why:
        payment = ledger.book_surplus(
            order, why, object_id=object_id, method=CARD, cents=cents, currency=currency, received_at=at,
            now=now,
        )  # fmt: skip
    else:
        payment = ledger.book_payment(order, object_id=object_id, method=CARD, received_at=at, now=now)
    if payment is not None:
        payment.waits_since = now
        if why:
            purposes.get_purpose(order.purpose).decline(payment, now)
    return payment


def _why_not_taken(order: Order, cents: int, currency: str, now: datetime) -> str:
    """Why money does not pay ``order``; empty when it does."""
    if order.paid_at is not None:
        return PAID_ALREADY
    if order.closed_at is not None:
        return ORDER_CLOSED
    if (cents, currency) != (order.amount_cents, order.currency):
        return WRONG_AMOUNT
    return purposes.get_purpose(order.purpose).refuses(order, now)


def _notify_treasurers(payment: Payment, dispute: Reversal, now: datetime) -> None:
    """Mail the treasurers that a bank takes money back, and by when to answer."""
    for person in db.session.scalars(people.holders("treasurer", "director")):
        if person.email:
            to = (person.name, person.email)
            mail.queue(emails.disputed(payment, dispute, person), to=to, person_id=person.id, now=now)


def _mark_processing(order: Order, tried: Attempt | None, now: datetime) -> None:
    order = db.lock(order)
    waiting = tried is None or tried.ended_at is None
    if order.open and waiting and order.processing_since is None:
        order.processing_since = now
        purposes.get_purpose(order.purpose).wait(order, now)
