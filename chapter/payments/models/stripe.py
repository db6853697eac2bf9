"""Stripe's data: webhook events as received, mirrored balance transactions, and refunds asked for."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.gateways.stripe.objects import PAYOUTS
from chapter.payments.models.ledger import Payment

DONE, NOT_OURS, UNKNOWN, ARCHIVED = "done", "not ours", "unknown", "archived"
"""How an event ended: booked; about money that is not ours; about what Stripe itself does not know (any
more); archived by the treasurer."""

SYNC_ID = 1
LONGEST_RETRY_DELAY = timedelta(hours=6)
"""How long after one try to process an event the next follows."""


class StripeEvent(db.Model):
    """A notice from Stripe that something happened, stored once, processed later.

    ``error``: why it could not be processed; it is tried again, and shown to the treasurer. ``outcome``:
    how it ended, once ``processed_at`` is set.
    """

    __tablename__ = "stripe_events"
    __table_args__ = (Index("ix_stripe_events_waiting", "processed_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[str] = mapped_column(String(120))
    received_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(12), default="")


class MirroredTransaction(db.Model):
    """A balance transaction of Stripe's, mirrored once, never changed. With a ``payment_id`` it is ours and
    settles what was booked; without, it is a payout or *not ours*, and in no account of the ledger.

    ``amount_cents`` is what moved before ``fee_cents`` was taken off; below zero it left.
    """

    __tablename__ = "mirrored_transactions"
    __table_args__ = (Index("ix_mirrored_transactions_source", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transaction_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(120))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_cents: Mapped[int]
    fee_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    happened_at: Mapped[datetime] = mapped_column(index=True)
    mirrored_at: Mapped[datetime]

    @property
    def net_cents(self) -> int:
        """By how much it changed Stripe's balance, in cents."""
        return self.amount_cents - self.fee_cents

    @property
    def payout(self) -> bool:
        """Whether it moves money between Stripe and the chapter's bank."""
        return self.kind.startswith(PAYOUTS)


class StripeSync(db.Model):
    """The one row that says how far Stripe's balance transactions were read: all before ``listed_until``.
    While a reading is not finished, ``reading_until`` is its end, ``after`` the transaction after which it
    resumes, and ``stuck_at`` the time of the earliest one that could not be recorded: the next reading begins
    there."""

    __tablename__ = "stripe_sync"

    id: Mapped[int] = mapped_column(primary_key=True)
    listed_until: Mapped[datetime | None]
    reading_until: Mapped[datetime | None]
    stuck_at: Mapped[datetime | None]
    after: Mapped[str] = mapped_column(String(120), default="")


class RefundRequest(db.Model):
    """A request to refund a payment. The row comes first, and its ``public_id`` makes the key by which Stripe
    is asked: pressed twice, it is one refund. ``ended_at``: Stripe did it (``refund_id``), or refused
    (``error``)."""

    __tablename__ = "refund_requests"
    __table_args__ = (
        UniqueConstraint("payment_id", "number"),
        CheckConstraint("amount_cents > 0", name="amount_cents"),
        Index("ix_refund_requests_ended_at", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    number: Mapped[int]
    amount_cents: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refund_id: Mapped[str] = mapped_column(String(120), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship(lazy="joined", innerjoin=True)
