"""What Stripe's objects mean for our books. One way for the webhook, the landing page and the sweep, safe to
go twice and at once."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import Session
from chapter.gateways.stripe.objects import PaymentRecord, Reversal
from chapter.mail import rules as mail
from chapter.payments import emails, queries
from chapter.payments.models import CARD, Attempt, Order, Payment
from chapter.payments.rules import books, mirroring, orders, refunds
from chapter.people import queries as people

SECOND, CLOSED, OTHER = (
    "The order was paid already",
    "The order is closed",
    "Another amount than was asked for",
)
"""Why money that names an order of ours does not pay it."""


class NotOurs(Exception):
    """About money that names no order of ours, or of the other mode: in no account of our books."""


def settle(session: Session, *, live: bool, now: datetime) -> bool:
    """Bring the books to what ``session`` says. Whether its order is paid. Raises NotOurs."""
    order, tried = _named_by(session)
    if session.livemode != live:
        raise NotOurs("a session of the other mode")
    if tried is not None:
        db.lock(tried).asked_at = now
    over = session.expired or (session.complete and (session.paid or session.failed))
    if over and tried is not None:
        orders.end(tried, now=now)
    if session.complete and session.paid:
        _take_session(session, order, now)
    elif session.complete and session.failed:
        orders.fail(order, now=now)
    elif session.complete:
        _unpaid(order, tried, now)
    elif session.expired:
        orders.expire(order, now=now)
    return order.paid_at is not None


def take(money: PaymentRecord, *, live: bool, now: datetime) -> Payment | None:
    """Bring the books to all that Stripe knows of one payment: book it, what went back of it, and its lines.
    None while nothing was taken. Raises NotOurs."""
    payment = queries.payment_of(money.intent)
    if payment is None:
        payment = _take_money(money, live, now)
    if payment is None:
        return None
    payment = db.lock(payment)
    for told, kind in ((money.refunds, books.REFUND), (money.disputes, books.DISPUTE)):
        for one in told:
            gone = mirroring.gone(one)
            news = books.give_back(payment, kind, one.id, gone, happened_at=one.at, now=now)
            if news and gone and kind == books.DISPUTE and not one.ended:
                _tell_treasurers(payment, one, now)
            if payment.surplus_why and kind == books.REFUND and one.ended and not gone:
                refunds.note_failed(one.id)
    open_ones = [one for one in money.disputes if not one.ended]
    books.settle_returns(payment, sum(mirroring.gone(one) for one in open_ones), now=now)
    mirroring.settle(payment, money, now=now)
    payment.looked_at = now
    return payment


def _named_by(session: Session) -> tuple[Order, Attempt | None]:
    """The order that a session pays: its attempt says it, or the reference that we gave it."""
    tried = db.first(select(Attempt).where(Attempt.session_id == session.id))
    if tried is not None:
        return tried.order, tried
    order = queries.order_called(session.reference)
    if order is None:
        raise NotOurs("it names no order of ours")
    nameless = select(Attempt).where(
        Attempt.order_id == order.id, Attempt.session_id.is_(None), Attempt.ended_at.is_(None)
    )
    tried = db.first(nameless.order_by(Attempt.id))
    if tried is not None:
        orders.note_session(tried, session.id, now=session.charge.at if session.charge else tried.began_at)
    return order, tried


def _take_session(session: Session, order: Order, now: datetime) -> None:
    at = session.charge.at if session.charge else now
    object_id = session.payment_intent or session.id
    _arrive(order, object_id, session.amount_cents, session.currency, at, now)


def _take_money(money: PaymentRecord, live: bool, now: datetime) -> Payment | None:
    order = queries.order_called(money.reference)
    if order is None or money.livemode != live:
        raise NotOurs("it names no order of ours")
    charge = money.charge
    if charge is None:
        return None
    return _arrive(order, money.intent, charge.amount_cents, charge.currency, charge.at, now)


def _arrive(
    order: Order, object_id: str, cents: int, currency: str, at: datetime, now: datetime
) -> Payment | None:
    """Money that names ``order`` is there. What the order does not take is to be given back."""
    order = db.lock(order)
    why = ""
    if order.paid_at is not None:
        why = SECOND
    elif order.closed_at is not None:
        why = CLOSED
    elif (cents, currency) != (order.amount_cents, order.currency):
        why = OTHER
    if why:
        payment = books.book_surplus(
            order, why, object_id=object_id, method=CARD, cents=cents, currency=currency, received_at=at,
            now=now,
        )  # fmt: skip
    else:
        payment = books.book(order, object_id=object_id, method=CARD, received_at=at, now=now)
    if payment is not None:
        payment.waits_since = now
    return payment


def _tell_treasurers(payment: Payment, dispute: Reversal, now: datetime) -> None:
    """A bank takes money back, and waits some days for an answer."""
    for person in db.session.scalars(people.holders("treasurer", "director")):
        if person.email:
            to = (person.name, person.email)
            mail.queue(emails.disputed(payment, dispute), to=to, person_id=person.id, now=now)


def _unpaid(order: Order, tried: Attempt | None, now: datetime) -> None:
    order = db.lock(order)
    waiting = tried is None or tried.ended_at is None
    if order.open and waiting and order.unpaid_since is None:
        order.unpaid_since = now
