"""Whether our books agree with Stripe: its account in the ledger beside the mirrored balance transactions,
and each payment where the two differ."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, literal, or_, select, union_all

from chapter import db
from chapter.gateways.stripe.objects import PAYOUTS
from chapter.payments import queries
from chapter.payments.models.ledger import CARD, STRIPE_BALANCE, LedgerEntry, Payment
from chapter.payments.models.stripe import MirroredTransaction, StripeEvent

UNSETTLED_AFTER = timedelta(days=1)
MOST_DIFFERENCES = 50


@dataclass(frozen=True)
class Balance:
    """One currency: the balance at Stripe by the ledger, and by the mirrored transactions; payouts are in
    neither."""

    currency: str
    booked_cents: int
    mirrored_cents: int

    @property
    def difference_cents(self) -> int:
        """What the books have more than Stripe, in cents; below zero: less."""
        return self.booked_cents - self.mirrored_cents


@dataclass(frozen=True)
class Difference:
    """One payment where the ledger and Stripe's transactions differ."""

    payment: Payment
    balance: Balance


def balances() -> list[Balance]:
    """The account at Stripe by the books and by its transactions, for each currency."""
    sums = _booked_and_mirrored().subquery()
    found = select(sums.c.currency, func.sum(sums.c.booked), func.sum(sums.c.mirrored))
    rows = db.session.execute(found.group_by(sums.c.currency).order_by(sums.c.currency))
    return [Balance(currency, int(booked), int(mirrored)) for currency, booked, mirrored in rows]


def differences() -> list[Difference]:
    """The payments that make up the difference, the latest first."""
    sums = _booked_and_mirrored().subquery()
    booked, mirrored = func.sum(sums.c.booked), func.sum(sums.c.mirrored)
    found = (
        select(Payment, sums.c.currency, booked, mirrored)
        .join(sums, sums.c.payment_id == Payment.id)
        .group_by(Payment.id, sums.c.currency)
        .having(booked != mirrored)
        .order_by(Payment.id.desc())
        .limit(MOST_DIFFERENCES)
    )
    return [
        Difference(payment, Balance(currency, int(ours), int(theirs)))
        for payment, currency, ours, theirs in db.session.execute(found)
    ]


def is_mirrored(line_id: str) -> bool:
    """Whether that balance transaction was mirrored."""
    return (
        db.first(select(MirroredTransaction.id).where(MirroredTransaction.transaction_id == line_id))
        is not None
    )


def foreign_transactions() -> Select[MirroredTransaction]:
    """Balance transactions about money that is not ours, without payouts, the latest first."""
    foreign = MirroredTransaction.payment_id.is_(None), ~MirroredTransaction.kind.startswith(PAYOUTS)
    return (
        select(MirroredTransaction)
        .where(*foreign)
        .order_by(MirroredTransaction.happened_at.desc(), MirroredTransaction.id.desc())
    )


def payouts() -> Select[MirroredTransaction]:
    """What was paid out to the chapter's bank, or came back from it, the latest first."""
    left = MirroredTransaction.kind.startswith(PAYOUTS)
    return (
        select(MirroredTransaction)
        .where(left)
        .order_by(MirroredTransaction.happened_at.desc(), MirroredTransaction.id.desc())
    )


def count_open_issues(now: datetime) -> int:
    """How many things at Stripe need a treasurer, beside disputes: money to refund, payments to look up,
    events that could not be processed."""
    found = (payments_to_refund(), unsettled_payments(now), failed_events())
    counts = [
        select(func.count()).select_from(one.order_by(None).subquery()).scalar_subquery() for one in found
    ]
    return int(db.session.scalar(select(counts[0] + counts[1] + counts[2])) or 0)


def unsettled_payments(now: datetime) -> Select[Payment]:
    """Payments that have waited for a balance transaction for more than a day, or that Stripe does not
    know."""
    late = Payment.waits_since <= now - UNSETTLED_AFTER
    return (
        select(Payment)
        .where(Payment.method == CARD, or_(late, Payment.missing_since.is_not(None)))
        .order_by(Payment.waits_since, Payment.id)
    )


def payments_to_refund() -> Select[Payment]:
    """Money for an order that does not take it, and other money whose refund was requested, as long as it was
    not refunded."""
    left = Payment.returned_cents < Payment.amount_cents
    return select(Payment).where(queries.may_go_back(), left).order_by(Payment.id)


def failed_events() -> Select[StripeEvent]:
    """Events that could not be processed yet, the oldest first."""
    waits = StripeEvent.processed_at.is_(None), StripeEvent.error != ""
    return select(StripeEvent).where(*waits).order_by(StripeEvent.received_at, StripeEvent.id)


def oldest_waiting_event_at() -> datetime | None:
    """Since when the oldest unprocessed event waits; None when none does."""
    return db.session.scalar(
        select(func.min(StripeEvent.received_at)).where(StripeEvent.processed_at.is_(None))
    )


def _booked_and_mirrored() -> Select[int, str, int, int]:
    """(payment, currency, booked, mirrored): the rows of both sides, in one union."""
    ledger = select(
        LedgerEntry.payment_id.label("payment_id"), LedgerEntry.currency.label("currency"),
        queries.stripe_balance_change().label("booked"), literal(0).label("mirrored"),
    ).where(or_(LedgerEntry.debit == STRIPE_BALANCE, LedgerEntry.credit == STRIPE_BALANCE))  # fmt: skip
    lines = select(
        MirroredTransaction.payment_id,
        MirroredTransaction.currency,
        literal(0),
        MirroredTransaction.amount_cents - MirroredTransaction.fee_cents,
    ).where(MirroredTransaction.payment_id.is_not(None))
    return union_all(ledger, lines)  # type: ignore[return-value]  # four columns, as said
