"""What cards really cost a drive, beside what its setting says."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from chapter import db
from chapter.giving import fees
from chapter.giving.models import Drive, Gift
from chapter.giving.paid import RECEIPTED
from chapter.giving.purpose import NAME
from chapter.payments.mirror import StripeLine
from chapter.payments.models import CARD, Movement, Order, Payment
from chapter.payments.rules.books import FEE
from chapter.payments.rules.mirroring import TAKEN

LATEST = 100
"""So many payments are looked at: fees change, and what they were long ago says nothing of today."""


@dataclass(frozen=True)
class Cost:
    """Of ``payments`` by card whose fee is known: what was paid, what the provider kept of it, and what it
    would have kept by the drive's setting, in cents."""

    payments: int
    paid_cents: int
    kept_cents: int
    expected_cents: int

    @property
    def differs(self) -> bool:
        """Whether the setting is wrong by more than the rounding of a cent for each payment."""
        return abs(self.more_cents) > self.payments

    @property
    def more_cents(self) -> int:
        """What it kept beyond the setting; below zero: it kept less."""
        return self.kept_cents - self.expected_cents

    @property
    def percent(self) -> str:
        """What it kept, fixed part and all: ``2.8%``."""
        return f"{round(self.kept_cents / self.paid_cents * 100, 1):g}%"


def of(drive: Drive) -> Cost | None:
    """Of its latest payments; None while no fee is known."""
    kept, lines = (
        func.sum(Movement.amount_cents),
        select(StripeLine.line_id).where(StripeLine.kind.in_(TAKEN)),
    )
    of_charge = or_(Movement.object_id == Payment.object_id, Movement.object_id.in_(lines))
    rows = db.session.execute(
        select(Payment.amount_cents, kept)
        .join(Order, Payment.order_id == Order.id)
        .join(Gift, and_(Gift.public_id == Order.reference, Order.purpose == NAME))
        .join(Movement, and_(Movement.payment_id == Payment.id, Movement.kind == FEE, of_charge))
        .where(Gift.drive_id == drive.id, Payment.method == CARD, RECEIPTED)
        .where(Payment.amount_cents > 0)
        .group_by(Payment.id, Payment.amount_cents)
        .order_by(Payment.id.desc())
        .limit(LATEST)
    ).all()
    if not rows:
        return None
    by_setting = [fees.of(paid, rate=drive.fee_rate, fixed_cents=drive.fee_fixed_cents) for paid, _ in rows]
    return Cost(len(rows), sum(row[0] for row in rows), sum(int(row[1]) for row in rows), sum(by_setting))
