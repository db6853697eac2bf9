"""Payments, and the ledger: each movement of money once, from one account to another, never changed.

Stripe's data about them is in chapter.payments.models.stripe.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.payments.models.orders import Order

CARD, CASH, CHECK, BANK, STOCK, IN_KIND = "card", "cash", "check", "bank", "stock", "in_kind"


METHODS = {
    CARD: "Online",
    CASH: "Cash",
    CHECK: "Check",
    BANK: "Bank transfer",
    STOCK: "Stock",
    IN_KIND: "In kind",
}
"""How money, or a gift in kind, came in."""


STRIPE_BALANCE, HAND, FEES = "stripe", "hand", "fees"


SURPLUS, DIFFERENCES = "surplus", "differences"


ACCOUNTS = {
    STRIPE_BALANCE: "Stripe balance",
    HAND: "Cash, checks and transfers",
    FEES: "Payment provider fees",
    SURPLUS: "To be refunded",
    DIFFERENCES: "Differences from Stripe",
}
"""Accounts that every chapter has. What an order line brings is booked under the account that its purpose
names."""


class Payment(db.Model):
    """Money that arrived for an order, or a gift in kind (zero cents). ``object_id``: Stripe's payment
    intent; offline a number of our own. It is unique: the same money is never counted twice.

    An order may have several: the one that pays it, and others with ``surplus_why``, which are to be
    refunded. ``returned_cents``: what the payer has back now; ``final_returned_cents``: what of it is
    returned for good, with no open dispute over it. ``refreshed_at``: when Stripe was last asked about it;
    ``waits_since``: since when something of it is booked that no balance transaction of Stripe's has settled;
    ``missing_since``: Stripe knows no such payment.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index("ix_payments_refreshed_at", "method", "refreshed_at"),
        Index("ix_payments_waits_since", "waits_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    object_id: Mapped[str] = mapped_column(String(120), unique=True)
    method: Mapped[str] = mapped_column(String(12))
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    returned_cents: Mapped[int] = mapped_column(default=0)
    final_returned_cents: Mapped[int] = mapped_column(default=0)
    surplus_why: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    received_at: Mapped[datetime]
    booked_at: Mapped[datetime]
    booked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refreshed_at: Mapped[datetime | None]
    waits_since: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)

    @property
    def account(self) -> str:
        """The account that holds its money."""
        return STRIPE_BALANCE if self.method == CARD else HAND


class LedgerEntry(db.Model):
    """One line of the ledger: ``amount_cents`` moved from the account ``credit`` to the account ``debit``.

    Both sides are in one row, so that no entry can be out of balance. (``object_id``, ``kind``, ``part``) is
    unique: what is reported twice is booked once. Rows are never changed or deleted: the database refuses.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("object_id", "kind", "part"),
        CheckConstraint("amount_cents > 0", name="amount_cents"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        Index("ix_ledger_credit", "credit"),
        Index("ix_ledger_debit", "debit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    object_id: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    part: Mapped[int] = mapped_column(default=0)
    debit: Mapped[str] = mapped_column(String(40))
    credit: Mapped[str] = mapped_column(String(40))
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    booked_at: Mapped[datetime]
