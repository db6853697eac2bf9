"""Orders, what was paid for them, and the ledger.

An *order* is what somebody wants to pay; an *attempt* one Checkout Session for it. A *payment* is money that
arrived. The *ledger* holds each movement of money once, from one account to another, and is never changed.
What Stripe tells stands in chapter.payments.mirror.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db

CARD, CASH, CHECK, BANK, STOCK, IN_KIND = "card", "cash", "check", "bank", "stock", "in_kind"
METHODS = {
    CARD: "Online",
    CASH: "Cash",
    CHECK: "Check",
    BANK: "Bank transfer",
    STOCK: "Stock",
    IN_KIND: "In kind",
}
"""How money, or a thing, came in."""

STRIPE_BALANCE, HAND, FEES = "stripe", "hand", "fees"
SURPLUS, DIFFERENCES = "surplus", "differences"
ACCOUNTS = {
    STRIPE_BALANCE: "Stripe balance",
    HAND: "Cash, checks and transfers",
    FEES: "Fees of the payment provider",
    SURPLUS: "To be given back",
    DIFFERENCES: "Differences from Stripe",
}
"""Accounts that every chapter has. What a line brings is booked under the account that its purpose names."""


class Order(db.Model):
    """What somebody wants to pay, computed here and nowhere else.

    ``reference`` is the public id of what it pays for; ``purpose`` says which room knows it.
    ``unpaid_since``: she finished Checkout, and the bank has still to send the money. ``form`` names the form
    that it came by: of the orders of one form, only the latest can be paid.
    """

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_open", "closed_at", "paid_at"),
        Index("ix_orders_purpose_reference", "purpose", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    purpose: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3))
    payer_name: Mapped[str] = mapped_column(String(200), default="")
    payer_email: Mapped[str] = mapped_column(String(254), default="")
    email_key: Mapped[str] = mapped_column(String(254), default="", index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    opened_at: Mapped[datetime]
    unpaid_since: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str] = mapped_column(String(40), default="")
    form: Mapped[str] = mapped_column(String(64), default="", index=True)

    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.place", lazy="selectin")

    @property
    def amount_cents(self) -> int:
        """All of it."""
        return sum(line.amount_cents for line in self.lines)

    @property
    def open(self) -> bool:
        """Whether money may still come for it."""
        return self.paid_at is None and self.closed_at is None


class OrderLine(db.Model):
    """One thing that is paid for. ``value_cents``: the fair market value that it brings back to the payer;
    ``account``: where the ledger books it."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount_cents"),
        CheckConstraint("value_cents >= 0", name="value_cents"),
        UniqueConstraint("order_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    place: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    amount_cents: Mapped[int]
    value_cents: Mapped[int] = mapped_column(default=0)
    account: Mapped[str] = mapped_column(String(40))


class Attempt(db.Model):
    """One Checkout Session for an order. ``number`` makes its idempotency key; ``browser_hash`` is of the
    cookie of the browser that began it; ``asked_at``: when Stripe last answered about it. An order has at
    most one that has not ended."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    number: Mapped[int]
    session_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64), default="")
    began_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)

    @property
    def known_to_have_ended(self) -> bool:
        """Whether Stripe itself said that nobody paid by it, and nobody can."""
        return self.ended_at is not None and self.asked_at is not None and self.asked_at >= self.ended_at

    @property
    def idempotency_key(self) -> str:
        """What makes Stripe answer the same question with the same session."""
        return f"order-{self.order.public_id}-{self.number}"


class Payment(db.Model):
    """Money that arrived for an order, or a thing (in kind: zero cents). ``object_id``: Stripe's payment
    intent; offline a number of our own. It is unique: the same money is never counted twice.

    An order may have several: the one that pays it, and others with ``surplus_why``, which are to be given
    back. ``returned_cents``: what is back with the payer now; ``lost_cents``: what of it stays there, as no
    dispute over it is open. ``looked_at``: when Stripe was last asked about it; ``waits_since``: since when
    something of it is booked that no line of Stripe's has settled; ``unknown_at``: Stripe knows no such
    payment.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index("ix_payments_looked_at", "method", "looked_at"),
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
    lost_cents: Mapped[int] = mapped_column(default=0)
    surplus_why: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    received_at: Mapped[datetime]
    booked_at: Mapped[datetime]
    booked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    looked_at: Mapped[datetime | None]
    waits_since: Mapped[datetime | None]
    unknown_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)

    @property
    def account(self) -> str:
        """Where its money lies."""
        return STRIPE_BALANCE if self.method == CARD else HAND


class Movement(db.Model):
    """One line of the ledger: ``amount_cents`` moved from the account ``credit`` to the account ``debit``.

    Both sides stand in one row, so that no entry can be out of balance. (``object_id``, ``kind``, ``part``)
    is unique: what is told twice is booked once. Rows are never changed or deleted: the database refuses.
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
