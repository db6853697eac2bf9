"""What Stripe's objects mean for our books. One function for the webhook, the landing page and the sweep,
safe to call twice and at once."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import Return, Session
from chapter.payments.models import CARD, Attempt, Payment
from chapter.payments.rules import books, orders


class NotOurs(Exception):
    """A session that does not belong to our order, or not for its amount: never fulfilled, and told to the
    treasurer."""


def settle(session: Session, *, live: bool, now: datetime) -> bool:
    """Bring the books to what ``session`` says. Whether its order is paid. Raises NotOurs."""
    found = db.first(select(Attempt).where(Attempt.session_id == session.id))
    if found is None:
        raise NotOurs("no attempt of ours has this session")
    order = found.order
    if session.livemode != live:
        raise NotOurs("a session of the other mode")
    if session.reference != order.public_id:
        raise NotOurs("its reference is another order")
    if session.complete and (session.amount_cents, session.currency) != (order.amount_cents, order.currency):
        raise NotOurs("its amount is not that of the order")
    if session.complete and session.paid:
        object_id = session.payment_intent or session.id
        books.book(order, object_id=object_id, method=CARD, received_at=now, now=now)
        orders.end(found, now=now)
        return True
    if session.expired or (session.complete and session.failed):
        _end(found, now)
    elif session.complete:
        _unpaid(found, now)
    return order.paid_at is not None


def take_back(payment: Payment, refunds: list[Return], disputes: list[Return], *, now: datetime) -> None:
    """Book every refund and dispute of ``payment`` that stands, and undo those that failed or were won. While
    a dispute is open its money is out of the books, and what was said on receipts stands."""
    for told, kind, undone in (
        (refunds, books.REFUND, books.REFUND_BACK),
        (disputes, books.DISPUTE, books.DISPUTE_BACK),
    ):
        for one in told:
            if one.standing:
                books.give_back(payment, kind, one.id, one.amount_cents, happened_at=one.at, now=now)
            elif one.ended:
                books.give_back(payment, undone, one.id, one.amount_cents, happened_at=now, now=now)
    under_dispute = sum(one.amount_cents for one in disputes if one.standing and not one.ended)
    books.settle_returns(payment, under_dispute, now=now)


def _end(found: Attempt, now: datetime) -> None:
    """No money will come by it."""
    orders.end(found, now=now)
    db.lock(found.order).unpaid_since = None


def _unpaid(found: Attempt, now: datetime) -> None:
    order = db.lock(found.order)
    if order.paid_at is None and found.ended_at is None and order.unpaid_since is None:
        order.unpaid_since = now
