"""Orders: what a payer wants to pay, line by line, and each Checkout Session tried for it (an *attempt*)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db


class Order(db.Model):
    """What a payer wants to pay, computed here and nowhere else.

    ``reference`` is the public id of what it pays for; ``purpose`` says which package knows it.
    ``processing_since``: the payer finished Checkout, and the bank has still to send the money. ``form``
    names the form that it came by: of the orders of one form, only the latest can be paid.
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
    processing_since: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str] = mapped_column(String(40), default="")
    form: Mapped[str] = mapped_column(String(64), default="", index=True)

    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.position", lazy="selectin")

    @property
    def amount_cents(self) -> int:
        """The sum of its lines, in cents."""
        return sum(line.amount_cents for line in self.lines)

    @property
    def open(self) -> bool:
        """Whether money may still come for it."""
        return self.paid_at is None and self.closed_at is None


class OrderLine(db.Model):
    """One thing that is paid for. ``value_cents``: the fair market value of what the payer gets in return;
    ``account``: where the ledger books it."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount_cents"),
        CheckConstraint("value_cents >= 0", name="value_cents"),
        UniqueConstraint("order_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    amount_cents: Mapped[int]
    value_cents: Mapped[int] = mapped_column(default=0)
    account: Mapped[str] = mapped_column(String(40))


class Attempt(db.Model):
    """One Checkout Session for an order. ``number`` makes its idempotency key; ``browser_hash`` is the hash
    of the cookie of the browser that began it; ``refreshed_at``: when Stripe last answered about it. An order
    has at most one that has not ended."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    number: Mapped[int]
    session_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64), default="")
    began_at: Mapped[datetime]
    refreshed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)

    @property
    def known_to_have_ended(self) -> bool:
        """Whether Stripe itself said that nobody paid by it, and nobody can."""
        return (
            self.ended_at is not None and self.refreshed_at is not None and self.refreshed_at >= self.ended_at
        )

    @property
    def idempotency_key(self) -> str:
        """The key by which Stripe answers a repeated request with the same session."""
        return f"order-{self.order.public_id}-{self.number}"
