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
"""How long a payment by card may be disputed, with most networks."""

NEW_FOR, RETRY_NEW_AFTER, RETRY_AFTER, REFRESH_SETTLED_AFTER = (
    timedelta(hours=1), timedelta(minutes=1), timedelta(hours=1), timedelta(hours=20),
)  # fmt: skip
"""How often Stripe is asked about a payment: each minute in its first hour while a line of it is missing,
then each hour; once a day when all is there."""


def net_income_cents(
    order_ids: Select[int] | Collection[int], accounts: Collection[str] | None = None
) -> int:
    """What these orders brought, in cents: lines booked, less what went back; of ``accounts`` alone."""
    booked = select(func.coalesce(func.sum(net_income()), 0)).where(LedgerEntry.order_id.in_(order_ids))
    if accounts is not None:
        booked = booked.where(or_(LedgerEntry.debit.in_(accounts), LedgerEntry.credit.in_(accounts)))
    return int(db.session.scalar(booked) or 0)


def net_income() -> ColumnElement[int]:
    """What one movement brought: what came, less what went back; fees, differences and money that is to be
    given back are neither."""
    neither = or_(
        LedgerEntry.kind.in_(("fee", "difference")),
        LedgerEntry.debit == SURPLUS,
        LedgerEntry.credit == SURPLUS,
    )
    return case((neither, 0), (_is_incoming(), LedgerEntry.amount_cents), else_=-LedgerEntry.amount_cents)


def stripe_balance_change() -> ColumnElement[int]:
    """What one movement did to the account at Stripe; only for those of which it is a side."""
    return case(
        (LedgerEntry.debit == STRIPE_BALANCE, LedgerEntry.amount_cents), else_=-LedgerEntry.amount_cents
    )


def ledger_entries(since: datetime, until: datetime) -> Select[LedgerEntry]:
    """The ledger of a time, in its order."""
    return (
        select(LedgerEntry)
        .where(LedgerEntry.happened_at >= since, LedgerEntry.happened_at < until)
        .order_by(LedgerEntry.happened_at, LedgerEntry.id)
    )


def payment_by_intent(object_id: str) -> Payment | None:
    """The payment with this payment intent."""
    return db.first(select(Payment).where(Payment.object_id == object_id))


def has_surplus(order: Order) -> bool:
    """Whether money came that names ``order``, which this does not take."""
    return (
        db.first(select(Payment.id).where(Payment.order_id == order.id, Payment.surplus_why != ""))
        is not None
    )


def order_by_public_id(public_id: str) -> Order | None:
    """The order that Stripe's objects name by this reference."""
    return db.first(select(Order).where(Order.public_id == public_id)) if public_id else None


def due_events(now: datetime) -> Sequence[StripeEvent]:
    """Events that are to be worked off now, the first heard first; also those that a clock that was wrong put
    off further than any is put off."""
    due = or_(StripeEvent.due_at <= now, StripeEvent.due_at > now + LONGEST_RETRY_DELAY)
    waiting = select(StripeEvent).where(StripeEvent.worked_at.is_(None), due)
    return db.session.scalars(waiting.order_by(StripeEvent.id).limit(BATCH_SIZE)).all()


def open_attempts(before: datetime) -> Sequence[Attempt]:
    """Attempts that began before a moment and of which nothing final is known; those first about which Stripe
    was not asked for longest."""
    still = select(Attempt).join(Attempt.order).where(Attempt.ended_at.is_(None), Attempt.began_at <= before)
    return db.session.scalars(still.order_by(Attempt.asked_at.nulls_first(), Attempt.id)).all()


def open_attempts_of_same_form(order: Order) -> Sequence[Attempt]:
    """Open attempts of the other orders that came by the form of ``order``."""
    beside = (
        select(Attempt)
        .join(Attempt.order)
        .where(Order.form == order.form, Order.form != "", Order.id != order.id, Attempt.ended_at.is_(None))
    )
    return db.session.scalars(beside.order_by(Attempt.id)).all()


def abandoned_orders(before: datetime) -> Sequence[Order]:
    """Orders opened before a moment that nobody can pay any more: no attempt of theirs is open, and no bank
    sends the money."""
    trying = select(Attempt.order_id).where(Attempt.ended_at.is_(None))
    left = open_orders().where(
        Order.opened_at < before, Order.unpaid_since.is_(None), Order.id.not_in(trying)
    )
    return db.session.scalars(left.limit(BATCH_SIZE)).all()


def last_event_at() -> datetime | None:
    """When Stripe was last heard."""
    return db.session.scalar(select(func.max(StripeEvent.heard_at)))


def payments_to_refresh(now: datetime) -> Sequence[Payment]:
    """Payments by card about which Stripe is to be asked now: those of which a line is missing, soon and
    then hourly; the others once a day as long as they may be disputed; those that were looked at by a clock
    that was wrong, at a time still to come. Those first that wait longest."""
    by_card = Payment.method == CARD, Payment.unknown_at.is_(None)
    fresh = Payment.booked_at > now - NEW_FOR, Payment.looked_at <= now - RETRY_NEW_AFTER
    waits = and_(
        Payment.waits_since.is_not(None),
        or_(Payment.looked_at.is_(None), *[and_(*fresh)], Payment.looked_at <= now - RETRY_AFTER),
    )
    rests = and_(
        Payment.booked_at > now - DISPUTABLE,
        or_(Payment.looked_at.is_(None), Payment.looked_at <= now - REFRESH_SETTLED_AFTER),
    )
    ahead = Payment.looked_at > now + RETRY_AFTER
    due = select(Payment).where(*by_card, or_(waits, rests, ahead))
    return db.session.scalars(
        due.order_by(Payment.looked_at.nulls_first(), Payment.id).limit(BATCH_SIZE)
    ).all()


def disputed_payments() -> Select[Payment]:
    """Payments over which a dispute is open, the latest first."""
    return select(Payment).where(Payment.returned_cents > Payment.lost_cents).order_by(Payment.id.desc())


def open_orders() -> Select[Order]:
    """Orders that may still be paid, the latest first."""
    return select(Order).where(Order.paid_at.is_(None), Order.closed_at.is_(None)).order_by(Order.id.desc())


def _is_incoming() -> ColumnElement[bool]:
    return LedgerEntry.kind.in_(("came", "refund failed", "dispute won", "reversal undone"))


def latest_refund_requests(payment_ids: Collection[int]) -> dict[int, RefundRequest]:
    """The last request for each of these payments, by the payment's number."""
    found = select(RefundRequest).where(RefundRequest.payment_id.in_(payment_ids))
    return {one.payment_id: one for one in db.session.scalars(found.order_by(RefundRequest.number))}


def latest_attempt_of_browser(browser_hash: str, purpose: str, which: ColumnElement[bool]) -> Attempt | None:
    """The latest attempt at ``purpose`` that this browser began, of those of ``which``."""
    theirs = which, Attempt.browser_hash == browser_hash, Order.purpose == purpose
    return db.first(select(Attempt).join(Attempt.order).where(*theirs).order_by(Attempt.id.desc()))
