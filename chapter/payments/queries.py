"""Reading orders and the ledger. Every figure about money is a sum over its rows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from chapter import db
from chapter.payments.models import CARD, Attempt, Movement, Order, Payment, StripeEvent

AT_ONCE = 20
DISPUTABLE = timedelta(days=120)
"""How long a payment by card may be disputed, with most networks."""


def brought(order_ids: Select[int] | Collection[int], accounts: Collection[str] | None = None) -> int:
    """What these orders brought, in cents: lines booked, less what went back; of ``accounts`` alone."""
    booked = select(func.coalesce(func.sum(income()), 0)).where(Movement.order_id.in_(order_ids))
    if accounts is not None:
        booked = booked.where(or_(Movement.debit.in_(accounts), Movement.credit.in_(accounts)))
    return int(db.session.scalar(booked) or 0)


def income() -> ColumnElement[int]:
    """What one movement brought: what came, less what went back; fees are neither."""
    return case((Movement.kind == "fee", 0), (_comes(), Movement.amount_cents), else_=-Movement.amount_cents)


def movements(since: datetime, until: datetime) -> Select[Movement]:
    """The ledger of a time, in its order."""
    return (
        select(Movement)
        .where(Movement.happened_at >= since, Movement.happened_at < until)
        .order_by(Movement.happened_at, Movement.id)
    )


def payment_of(object_id: str) -> Payment | None:
    """The payment with this payment intent."""
    return db.first(select(Payment).where(Payment.object_id == object_id))


def waiting_events(now: datetime) -> Sequence[StripeEvent]:
    """Events that are to be worked off now, the first heard first."""
    waiting = select(StripeEvent).where(StripeEvent.worked_at.is_(None), StripeEvent.due_at <= now)
    return db.session.scalars(waiting.order_by(StripeEvent.id).limit(AT_ONCE)).all()


def open_attempts(before: datetime) -> Sequence[Attempt]:
    """Attempts that began before a moment and of which nothing final is known."""
    still = select(Attempt).join(Attempt.order).where(Attempt.ended_at.is_(None), Attempt.began_at <= before)
    return db.session.scalars(still.order_by(Attempt.id)).all()


def last_heard() -> datetime | None:
    """When Stripe was last heard."""
    return db.session.scalar(select(func.max(StripeEvent.heard_at)))


def without_fee(now: datetime) -> Sequence[Payment]:
    """Payments by card whose fee is not known yet, of the last month."""
    lately = Payment.booked_at > now - timedelta(days=30)
    unknown = select(Payment).where(Payment.fee_known.is_(False), Payment.method == CARD, lately)
    return db.session.scalars(unknown.order_by(Payment.id).limit(AT_ONCE)).all()


def lately_paid(now: datetime) -> Sequence[Payment]:
    """Payments by card of the time in which they may be disputed."""
    lately = Payment.booked_at > now - DISPUTABLE
    paid = select(Payment).where(Payment.method == CARD, lately)
    return db.session.scalars(paid.order_by(Payment.id)).all()


def disputed() -> Select[Payment]:
    """Payments over which a dispute is open, the latest first."""
    return select(Payment).where(Payment.returned_cents > Payment.lost_cents).order_by(Payment.id.desc())


def open_orders() -> Select[Order]:
    """Orders that may still be paid, the latest first."""
    return select(Order).where(Order.paid_at.is_(None), Order.closed_at.is_(None)).order_by(Order.id.desc())


def _comes() -> ColumnElement[bool]:
    return Movement.kind.in_(("came", "refund failed", "dispute won"))
