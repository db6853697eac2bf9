"""Stripe's own lines, each mirrored once: they settle what was booked when it was heard, to the fee and to
the cent."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from chapter import db
from chapter.gateways.stripe.objects import BalanceTransaction, PaymentRecord, Reversal
from chapter.payments import queries
from chapter.payments.mirror import StripeLine
from chapter.payments.models import DIFFERENCES, FEES, STRIPE_BALANCE, Movement, Payment
from chapter.payments.rules import books

TAKEN = {"charge", "payment"}
"""The types of lines by which money comes, from a card or another way
(docs.stripe.com/reports/balance-transaction-types)."""

PRINCIPAL = TAKEN | {
    "refund", "payment_refund", "refund_failure", "payment_failure_refund", "adjustment",
}  # fmt: skip
"""The types that move what was paid; whatever else is about a payment is what Stripe asks for its work."""


def mirror(line: BalanceTransaction, payment: Payment | None, *, now: datetime) -> bool:
    """Keep ``line``, with its fee when it is about ``payment``. Whether it is news."""
    known = select(StripeLine.id).where(StripeLine.line_id == line.id)
    if db.first(known) is not None:
        return False
    db.session.add(
        StripeLine(
            line_id=line.id, kind=line.kind, source=line.source, payment_id=payment and payment.id,
            amount_cents=line.amount_cents, fee_cents=line.fee_cents, currency=line.currency,
            happened_at=line.at, mirrored_at=now,
        )
    )  # fmt: skip
    fee = line.fee_cents if line.kind in PRINCIPAL else -line.net_cents
    ours = payment is not None and line.currency == payment.currency and fee
    if payment is not None and ours and not _fee_booked(payment, line):
        books.move(payment, line.id, books.FEE, FEES, STRIPE_BALANCE, fee, happened_at=line.at, now=now)
    db.session.flush()
    return True


def settle(payment: Payment, money: PaymentRecord, *, now: datetime) -> None:
    """Mirror every line of ``payment`` and compare: what Stripe moved otherwise than it was heard is booked
    as a difference, and ``waits_since`` says since when a line is missing."""
    charge = money.charge
    told = [*(charge.lines if charge else ()), *_lines([*money.refunds, *money.disputes])]
    for line in told:
        if isinstance(line, BalanceTransaction):
            mirror(line, payment, now=now)
    whole = [charge is not None and _agrees(payment, charge.id, payment.amount_cents, 1, now)]
    whole += [_returned(payment, one, now) for one in (*money.refunds, *money.disputes)]
    payment.waits_since = None if all(whole) else payment.waits_since or now


def gone(one: Reversal) -> int:
    """What is with the payer by a refund or dispute: as its state says, else as its lines say."""
    if one.gone_cents is not None:
        return one.gone_cents
    told = sum(line.amount_cents for line in one.lines if isinstance(line, BalanceTransaction))
    return max(0, -told)


def _returned(payment: Payment, one: Reversal, now: datetime) -> bool:
    there = gone(one)
    return _agrees(payment, one.id, -there, 1 if there else 0, now)


def _agrees(payment: Payment, source: str, cents: int, lines: int, now: datetime) -> bool:
    """Whether Stripe's lines of ``source`` are all here and come to ``cents``; an odd number of them when
    ``lines`` is 1, an even one when it is 0. What they come to otherwise is booked."""
    sums = select(func.count(), func.sum(StripeLine.amount_cents)).where(
        StripeLine.source == source, StripeLine.currency == payment.currency, StripeLine.kind.in_(PRINCIPAL)
    )
    many, moved = db.session.execute(sums).one()
    if many % 2 != lines:
        return False
    known = select(func.count(), func.sum(queries.on_the_balance())).where(
        Movement.object_id == source, Movement.kind == books.DIFFERENCE
    )
    before, booked = db.session.execute(known).one()
    difference = int(moved or 0) - cents - int(booked or 0)
    if difference:
        books.move(
            payment, source, books.DIFFERENCE, STRIPE_BALANCE, DIFFERENCES, difference, happened_at=now,
            now=now, part=before,
        )  # fmt: skip
        db.session.flush()
    return True


def _fee_booked(payment: Payment, line: BalanceTransaction) -> bool:
    """Whether the fee of its charge was booked before lines were mirrored, under the payment's own id."""
    known = select(Movement.id).where(Movement.object_id == payment.object_id, Movement.kind == books.FEE)
    return line.kind in TAKEN and db.first(known) is not None


def _lines(returns: Iterable[Reversal]) -> Iterable[BalanceTransaction | str]:
    return (line for one in returns for line in one.lines)
