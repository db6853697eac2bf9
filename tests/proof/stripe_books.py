"""Whether our books are those of the account at Stripe's stand-in."""

from sqlalchemy import func, select

from chapter import db
from chapter.giving.models import Gift
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.receipts import Receipt
from tests.stripe_stand_in.stand_in import StandIn

ALL_OF_THEM = 1_000_000


def books_that_differ(account: StandIn) -> list[str]:
    """Where our books are not Stripe's."""
    known = account.books(latest=ALL_OF_THEM)
    faults = []
    paid = sorted(one["payment_intent"] for one in known["charges"])
    booked = sorted(db.session.scalars(select(Payment.object_id)))
    if paid != booked:
        faults.append(f"Stripe was paid {len(paid)} times, the books say {len(booked)}")
    net = sum(one["net"] for one in known["balance_transactions"])
    if (ours := _balance()) != net:
        faults.append(f"Stripe holds {net}, the books say {ours}")
    if db.session.scalar(select(func.count()).where(Gift.paid_at.is_not(None))) != len(paid):
        faults.append("a gift that was paid does not count, or one counts that was not")
    numbers = sorted(db.session.scalars(select(Receipt.number)))
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"the receipts' numbers have gaps: {numbers}")
    standing = select(func.count()).where(Receipt.voided_at.is_(None))
    if db.session.scalar(standing) != len(paid):
        faults.append("not exactly one receipt stands for each payment")
    return faults


def _balance() -> int:
    moved = list(db.session.scalars(select(LedgerEntry)))
    came = sum(one.amount_cents for one in moved if one.debit == "stripe")
    return came - sum(one.amount_cents for one in moved if one.credit == "stripe")
