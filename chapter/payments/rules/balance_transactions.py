"""Stripe's balance transactions, each mirrored once: they settle what was booked when Stripe reported it, to
the fee and to the cent."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from chapter import db
from chapter.gateways.stripe.objects import BalanceTransaction, PaymentRecord, Reversal
from chapter.payments import queries
from chapter.payments.models.ledger import DIFFERENCES, FEES, STRIPE_BALANCE, LedgerEntry, Payment
from chapter.payments.models.stripe import MirroredTransaction
from chapter.payments.rules import ledger

CHARGE_TYPES = {"charge", "payment"}
"""The types of balance transactions by which money comes, from a card or another way
(docs.stripe.com/reports/balance-transaction-types)."""

PRINCIPAL_TYPES = CHARGE_TYPES | {
    "refund", "payment_refund", "refund_failure", "payment_failure_refund", "adjustment",
}  # fmt: skip
"""The types that move what was paid; any other type about a payment is a fee of Stripe's."""


def record_transaction(line: BalanceTransaction, payment: Payment | None, *, now: datetime) -> bool:
    """Mirror ``line``, and book its fee when it is about ``payment``; returns whether it is new."""
    known = select(MirroredTransaction.id).where(MirroredTransaction.transaction_id == line.id)
    if db.first(known) is not None:
        return False
    db.session.add(
        MirroredTransaction(
            transaction_id=line.id, kind=line.kind, source=line.source, payment_id=payment and payment.id,
            amount_cents=line.amount_cents, fee_cents=line.fee_cents, currency=line.currency,
            happened_at=line.at, mirrored_at=now,
        )
    )  # fmt: skip
    fee = line.fee_cents if line.kind in PRINCIPAL_TYPES else -line.net_cents
    ours = payment is not None and line.currency == payment.currency and fee
    if payment is not None and ours and not _is_fee_booked(payment, line):
        ledger.post_entry(
            payment, line.id, ledger.FEE, FEES, STRIPE_BALANCE, fee, happened_at=line.at, now=now
        )
    db.session.flush()
    return True


def reconcile(payment: Payment, money: PaymentRecord, *, now: datetime) -> None:
    """Mirror every balance transaction of ``payment`` and compare: what Stripe moved otherwise than it was
    booked is booked as a difference, and ``waits_since`` says since when a transaction is missing."""
    charge = money.charge
    told = [*(charge.lines if charge else ()), *_transactions_of([*money.refunds, *money.disputes])]
    for line in told:
        if isinstance(line, BalanceTransaction):
            record_transaction(line, payment, now=now)
    whole = [charge is not None and _reconcile_source(payment, charge.id, payment.amount_cents, 1, now)]
    whole += [_return_agrees(payment, one, now) for one in (*money.refunds, *money.disputes)]
    payment.waits_since = None if all(whole) else payment.waits_since or now


def returned_cents(one: Reversal) -> int:
    """What the payer has back by a refund or dispute, in cents: by its state, else by its transactions."""
    if one.gone_cents is not None:
        return one.gone_cents
    told = sum(line.amount_cents for line in one.lines if isinstance(line, BalanceTransaction))
    return max(0, -told)


def _return_agrees(payment: Payment, one: Reversal, now: datetime) -> bool:
    there = returned_cents(one)
    return _reconcile_source(payment, one.id, -there, 1 if there else 0, now)


def _reconcile_source(payment: Payment, source: str, cents: int, lines: int, now: datetime) -> bool:
    """Whether Stripe's transactions of ``source`` are all here: an odd number of them when ``lines`` is 1, an
    even one when it is 0. When their sum is not ``cents``, the difference is booked."""
    sums = select(func.count(), func.sum(MirroredTransaction.amount_cents)).where(
        MirroredTransaction.source == source,
        MirroredTransaction.currency == payment.currency,
        MirroredTransaction.kind.in_(PRINCIPAL_TYPES),
    )
    many, moved = db.session.execute(sums).one()
    if many % 2 != lines:
        return False
    known = select(func.count(), func.sum(queries.stripe_balance_change())).where(
        LedgerEntry.object_id == source, LedgerEntry.kind == ledger.DIFFERENCE
    )
    before, booked = db.session.execute(known).one()
    difference = int(moved or 0) - cents - int(booked or 0)
    if difference:
        ledger.post_entry(
            payment, source, ledger.DIFFERENCE, STRIPE_BALANCE, DIFFERENCES, difference, happened_at=now,
            now=now, part=before,
        )  # fmt: skip
        db.session.flush()
    return True


def _is_fee_booked(payment: Payment, line: BalanceTransaction) -> bool:
    """Whether the fee of its charge was booked before transactions were mirrored, under the payment's own
    id."""
    known = select(LedgerEntry.id).where(
        LedgerEntry.object_id == payment.object_id, LedgerEntry.kind == ledger.FEE
    )
    return line.kind in CHARGE_TYPES and db.first(known) is not None


def _transactions_of(returns: Iterable[Reversal]) -> Iterable[BalanceTransaction | str]:
    return (line for one in returns for line in one.lines)
