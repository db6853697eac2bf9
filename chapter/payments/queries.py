"""Reading orders and the ledger. Every figure about money is a sum over its rows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from chapter import db
from chapter.payments.mirror import LONGEST_WAIT, StripeEvent
from chapter.payments.models import CARD, STRIPE_BALANCE, SURPLUS, Attempt, Movement, Order, Payment

AT_ONCE = 20
DISPUTABLE = timedelta(days=120)
"""How long a payment by card may be disputed, with most networks."""

SOON, AGAIN_SOON, AGAIN_LATER, DAILY = (
    timedelta(hours=1), timedelta(minutes=1), timedelta(hours=1), timedelta(hours=20),
)  # fmt: skip
"""How often Stripe is asked about a payment: each minute in its first hour while a line of it is missing,
then each hour; once a day when all is there."""


def brought(order_ids: Select[int] | Collection[int], accounts: Collection[str] | None = None) -> int:
    """What these orders brought, in cents: lines booked, less what went back; of ``accounts`` alone."""
    booked = select(func.coalesce(func.sum(income()), 0)).where(Movement.order_id.in_(order_ids))
    if accounts is not None:
        booked = booked.where(or_(Movement.debit.in_(accounts), Movement.credit.in_(accounts)))
    return int(db.session.scalar(booked) or 0)


def income() -> ColumnElement[int]:
    """What one movement brought: what came, less what went back; fees, differences and money that is to be
    given back are neither."""
    neither = or_(
        Movement.kind.in_(("fee", "difference")), Movement.debit == SURPLUS, Movement.credit == SURPLUS
    )
    return case((neither, 0), (_comes(), Movement.amount_cents), else_=-Movement.amount_cents)


def on_the_balance() -> ColumnElement[int]:
    """What one movement did to the account at Stripe; only for those of which it is a side."""
    return case((Movement.debit == STRIPE_BALANCE, Movement.amount_cents), else_=-Movement.amount_cents)


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


def surplus_of(order: Order) -> bool:
    """Whether money came that names ``order``, which this does not take."""
    return (
        db.first(select(Payment.id).where(Payment.order_id == order.id, Payment.surplus_why != ""))
        is not None
    )


def order_called(public_id: str) -> Order | None:
    """The order that Stripe's objects name by this reference."""
    return db.first(select(Order).where(Order.public_id == public_id)) if public_id else None


def waiting_events(now: datetime) -> Sequence[StripeEvent]:
    """Events that are to be worked off now, the first heard first; also those that a clock that was wrong put
    off further than any is put off."""
    due = or_(StripeEvent.due_at <= now, StripeEvent.due_at > now + LONGEST_WAIT)
    waiting = select(StripeEvent).where(StripeEvent.worked_at.is_(None), due)
    return db.session.scalars(waiting.order_by(StripeEvent.id).limit(AT_ONCE)).all()


def open_attempts(before: datetime) -> Sequence[Attempt]:
    """Attempts that began before a moment and of which nothing final is known; those first about which Stripe
    was not asked for longest."""
    still = select(Attempt).join(Attempt.order).where(Attempt.ended_at.is_(None), Attempt.began_at <= before)
    return db.session.scalars(still.order_by(Attempt.asked_at.nulls_first(), Attempt.id)).all()


def open_attempts_beside(order: Order) -> Sequence[Attempt]:
    """Open attempts of the other orders that came by the form of ``order``."""
    beside = (
        select(Attempt)
        .join(Attempt.order)
        .where(Order.form == order.form, Order.form != "", Order.id != order.id, Attempt.ended_at.is_(None))
    )
    return db.session.scalars(beside.order_by(Attempt.id)).all()


def left_open(before: datetime) -> Sequence[Order]:
    """Orders opened before a moment that nobody can pay any more: no attempt of theirs is open, and no bank
    sends the money."""
    trying = select(Attempt.order_id).where(Attempt.ended_at.is_(None))
    left = open_orders().where(
        Order.opened_at < before, Order.unpaid_since.is_(None), Order.id.not_in(trying)
    )
    return db.session.scalars(left.limit(AT_ONCE)).all()


def last_heard() -> datetime | None:
    """When Stripe was last heard."""
    return db.session.scalar(select(func.max(StripeEvent.heard_at)))


def to_look_at(now: datetime) -> Sequence[Payment]:
    """Payments by card about which Stripe is to be asked now: those of which a line is missing, soon and
    then hourly; the others once a day as long as they may be disputed; those that were looked at by a clock
    that was wrong, at a time still to come. Those first that wait longest."""
    by_card = Payment.method == CARD, Payment.unknown_at.is_(None)
    fresh = Payment.booked_at > now - SOON, Payment.looked_at <= now - AGAIN_SOON
    waits = and_(
        Payment.waits_since.is_not(None),
        or_(Payment.looked_at.is_(None), *[and_(*fresh)], Payment.looked_at <= now - AGAIN_LATER),
    )
    rests = and_(
        Payment.booked_at > now - DISPUTABLE,
        or_(Payment.looked_at.is_(None), Payment.looked_at <= now - DAILY),
    )
    ahead = Payment.looked_at > now + AGAIN_LATER
    due = select(Payment).where(*by_card, or_(waits, rests, ahead))
    return db.session.scalars(due.order_by(Payment.looked_at.nulls_first(), Payment.id).limit(AT_ONCE)).all()


def disputed() -> Select[Payment]:
    """Payments over which a dispute is open, the latest first."""
    return select(Payment).where(Payment.returned_cents > Payment.lost_cents).order_by(Payment.id.desc())


def open_orders() -> Select[Order]:
    """Orders that may still be paid, the latest first."""
    return select(Order).where(Order.paid_at.is_(None), Order.closed_at.is_(None)).order_by(Order.id.desc())


def _comes() -> ColumnElement[bool]:
    return Movement.kind.in_(("came", "refund failed", "dispute won", "reversal undone"))
