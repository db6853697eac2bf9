"""Reading orders and the ledger. Every figure about money is a sum over its rows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from chapter import db
from chapter.payments.models.ledger import CARD, STRIPE_BALANCE, SURPLUS, LedgerEntry, Payment
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.models.stripe import LONGEST_RETRY_DELAY, RefundRequest, StripeEvent

BATCH_SIZE = 20
DISPUTABLE = timedelta(days=120)
"""How long a card payment may be disputed, with most networks."""

NEW_FOR, RETRY_NEW_AFTER, RETRY_AFTER, REFRESH_SETTLED_AFTER = (
    timedelta(hours=1), timedelta(minutes=1), timedelta(hours=1), timedelta(hours=20),
)  # fmt: skip
"""How often Stripe is asked about a payment: each minute in its first hour while a balance transaction of it
is missing, then each hour; once a day when all are there."""


def net_income_cents(
    order_ids: Select[int] | Collection[int], accounts: Collection[str] | None = None
) -> int:
    """What these orders brought in, in cents: lines booked, less what was returned; only of ``accounts`` if
    given."""
    booked = select(func.coalesce(func.sum(net_income()), 0)).where(LedgerEntry.order_id.in_(order_ids))
    if accounts is not None:
        booked = booked.where(or_(LedgerEntry.debit.in_(accounts), LedgerEntry.credit.in_(accounts)))
    return int(db.session.scalar(booked) or 0)


def net_income() -> ColumnElement[int]:
    """The income of one ledger entry, in SQL: what came, less what was returned; fees, differences and money
    to be refunded do not count."""
    neither = or_(
        LedgerEntry.kind.in_(("fee", "difference")),
        LedgerEntry.debit == SURPLUS,
        LedgerEntry.credit == SURPLUS,
    )
    return case((neither, 0), (_is_incoming(), LedgerEntry.amount_cents), else_=-LedgerEntry.amount_cents)


def stripe_balance_change() -> ColumnElement[int]:
    """The change of Stripe's balance by one ledger entry, in SQL; only for entries that have it on one
    side."""
    return case(
        (LedgerEntry.debit == STRIPE_BALANCE, LedgerEntry.amount_cents), else_=-LedgerEntry.amount_cents
    )


def ledger_entries(since: datetime, until: datetime) -> Select[LedgerEntry]:
    """The ledger entries of a period, in order."""
    return (
        select(LedgerEntry)
        .where(LedgerEntry.happened_at >= since, LedgerEntry.happened_at < until)
        .order_by(LedgerEntry.happened_at, LedgerEntry.id)
    )


def payment_by_intent(object_id: str) -> Payment | None:
    """The payment with this payment intent; None when there is none."""
    return db.first(select(Payment).where(Payment.object_id == object_id))


def has_surplus(order: Order) -> bool:
    """Whether money came for ``order`` that the order does not take."""
    return (
        db.first(select(Payment.id).where(Payment.order_id == order.id, Payment.surplus_why != ""))
        is not None
    )


def may_go_back() -> ColumnElement[bool]:
    """Whether a treasurer may refund a payment here: it pays no order, or its refund was requested before."""
    return or_(Payment.surplus_why != "", Payment.id.in_(select(RefundRequest.payment_id)))


def has_arrived(order: Order) -> bool:
    """Whether something was charged: money has arrived, is on its way, or arrived with another amount than
    asked."""
    return bool(order.paid_at or order.processing_since or has_surplus(order))


def order_by_public_id(public_id: str) -> Order | None:
    """The order with this public id, which Stripe's objects carry as their reference; None when there is
    none."""
    return db.first(select(Order).where(Order.public_id == public_id)) if public_id else None


def due_events(now: datetime) -> Sequence[StripeEvent]:
    """Events that are due, the first received first; also those that a wrong clock postponed beyond the
    longest delay."""
    due = or_(StripeEvent.due_at <= now, StripeEvent.due_at > now + LONGEST_RETRY_DELAY)
    waiting = select(StripeEvent).where(StripeEvent.processed_at.is_(None), due)
    return db.session.scalars(waiting.order_by(StripeEvent.id).limit(BATCH_SIZE)).all()


def open_attempts(before: datetime) -> Sequence[Attempt]:
    """Open attempts that began before a moment; those first about which Stripe was not asked for longest."""
    still = select(Attempt).join(Attempt.order).where(Attempt.ended_at.is_(None), Attempt.began_at <= before)
    return db.session.scalars(still.order_by(Attempt.refreshed_at.nulls_first(), Attempt.id)).all()


def open_attempts_of_same_form(order: Order) -> Sequence[Attempt]:
    """Open attempts of the other orders that came by the form of ``order``."""
    beside = (
        select(Attempt)
        .join(Attempt.order)
        .where(Order.form == order.form, Order.form != "", Order.id != order.id, Attempt.ended_at.is_(None))
    )
    return db.session.scalars(beside.order_by(Attempt.id)).all()


def abandoned_orders(before: datetime) -> Sequence[Order]:
    """Orders opened before a moment that nobody can pay any more: they have no open attempt, and no bank
    payment is under way."""
    trying = select(Attempt.order_id).where(Attempt.ended_at.is_(None))
    left = open_orders().where(
        Order.opened_at < before, Order.processing_since.is_(None), Order.id.not_in(trying)
    )
    return db.session.scalars(left.limit(BATCH_SIZE)).all()


def last_event_at() -> datetime | None:
    """When the last event came from Stripe; None before the first."""
    return db.session.scalar(select(func.max(StripeEvent.received_at)))


def payments_to_refresh(now: datetime) -> Sequence[Payment]:
    """Card payments about which Stripe is to be asked now: those with a missing balance transaction, soon and
    then hourly; the others once a day as long as they may be disputed; and those that a wrong clock recorded
    as asked about at a time still to come. Those first that wait longest."""
    by_card = Payment.method == CARD, Payment.missing_since.is_(None)
    fresh = Payment.booked_at > now - NEW_FOR, Payment.refreshed_at <= now - RETRY_NEW_AFTER
    waits = and_(
        Payment.waits_since.is_not(None),
        or_(Payment.refreshed_at.is_(None), *[and_(*fresh)], Payment.refreshed_at <= now - RETRY_AFTER),
    )
    rests = and_(
        Payment.booked_at > now - DISPUTABLE,
        or_(Payment.refreshed_at.is_(None), Payment.refreshed_at <= now - REFRESH_SETTLED_AFTER),
    )
    ahead = Payment.refreshed_at > now + RETRY_AFTER
    due = select(Payment).where(*by_card, or_(waits, rests, ahead))
    return db.session.scalars(
        due.order_by(Payment.refreshed_at.nulls_first(), Payment.id).limit(BATCH_SIZE)
    ).all()


def disputed_payments() -> Select[Payment]:
    """Payments with an open dispute, the latest first."""
    return (
        select(Payment)
        .where(Payment.returned_cents > Payment.final_returned_cents)
        .order_by(Payment.id.desc())
    )


def open_orders() -> Select[Order]:
    """Orders that may still be paid, the latest first."""
    return select(Order).where(Order.paid_at.is_(None), Order.closed_at.is_(None)).order_by(Order.id.desc())


def _is_incoming() -> ColumnElement[bool]:
    return LedgerEntry.kind.in_(("came", "refund failed", "dispute won", "reversal undone"))


def latest_refund_requests(payment_ids: Collection[int]) -> dict[int, RefundRequest]:
    """The last refund request for each of these payments, by payment id."""
    found = select(RefundRequest).where(RefundRequest.payment_id.in_(payment_ids))
    return {one.payment_id: one for one in db.session.scalars(found.order_by(RefundRequest.number))}


def latest_attempt_of_browser(browser_hash: str, *which: ColumnElement[bool]) -> Attempt | None:
    """The latest attempt that this browser began, among those that match ``which``; None without one, and
    for a browser without a secret (an empty hash)."""
    if not browser_hash:
        return None
    theirs = *which, Attempt.browser_hash == browser_hash
    return db.first(select(Attempt).join(Attempt.order).where(*theirs).order_by(Attempt.id.desc()))
