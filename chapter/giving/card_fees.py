"""What card payments to a drive really cost, beside the drive's fee setting."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from chapter import db
from chapter.giving import fee_coverage
from chapter.giving.gift_amounts import RECEIPTED
from chapter.giving.models import Drive, Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.payments.models.ledger import CARD, LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import MirroredTransaction
from chapter.payments.rules.balance_transactions import CHARGE_TYPES
from chapter.payments.rules.ledger import FEE

LATEST_PAYMENTS = 100
"""How many of the latest payments are compared: fees change, and old ones say nothing of today's."""


@dataclass(frozen=True)
class CardFees:
    """The card ``payments`` whose fee is known: what was paid, what the provider charged, and what it would
    have charged by the drive's setting, in cents."""

    payments: int
    paid_cents: int
    actual_cents: int
    expected_cents: int

    @property
    def differs(self) -> bool:
        """Whether the setting is wrong by more than the rounding of a cent for each payment."""
        return abs(self.more_cents) > self.payments

    @property
    def more_cents(self) -> int:
        """What the provider charged beyond the setting, in cents; below zero: it charged less."""
        return self.actual_cents - self.expected_cents

    @property
    def percent(self) -> str:
        """What the provider charged, fixed part included: ``2.8%``."""
        return f"{round(self.actual_cents / self.paid_cents * 100, 1):g}%"


def card_fees_of_drive(drive: Drive) -> CardFees | None:
    """The fees of the drive's latest card payments; None while no fee is known."""
    kept, lines = (
        func.sum(LedgerEntry.amount_cents),
        select(MirroredTransaction.transaction_id).where(MirroredTransaction.kind.in_(CHARGE_TYPES)),
    )
    of_charge = or_(LedgerEntry.object_id == Payment.object_id, LedgerEntry.object_id.in_(lines))
    rows = db.session.execute(
        select(Payment.amount_cents, kept)
        .join(Order, Payment.order_id == Order.id)
        .join(Gift, and_(Gift.public_id == Order.reference, Order.purpose == PURPOSE_NAME))
        .join(LedgerEntry, and_(LedgerEntry.payment_id == Payment.id, LedgerEntry.kind == FEE, of_charge))
        .where(Gift.drive_id == drive.id, Payment.method == CARD, RECEIPTED)
        .where(Payment.amount_cents > 0)
        .group_by(Payment.id, Payment.amount_cents)
        .order_by(Payment.id.desc())
        .limit(LATEST_PAYMENTS)
    ).all()
    if not rows:
        return None
    by_setting = [
        fee_coverage.fee_of(paid, rate=drive.fee_rate, fixed_cents=drive.fee_fixed_cents) for paid, _ in rows
    ]
    return CardFees(len(rows), sum(row[0] for row in rows), sum(int(row[1]) for row in rows), sum(by_setting))
