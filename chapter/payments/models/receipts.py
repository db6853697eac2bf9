"""Receipts: each a snapshot with a number of its own, never changed; and the book that numbers them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db, money
from chapter.payments.models.ledger import METHODS, STOCK, Payment
from chapter.security import signed_links
from chapter.web.filters import full_day

BOOK_ID = 1
RETURNED_LINE = "Returned to you"


class ReceiptBook(db.Model):
    """The one row with the last receipt number, and what receipts say about the chapter: its tax ``status``,
    such as "a public charity under section 501(c)(3)"; ``country`` whose rules apply; its own ``words`` for a
    country without a table in tax_wording.py."""

    __tablename__ = "receipt_book"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="us")
    words: Mapped[str] = mapped_column(Text, default="")


class Receipt(db.Model):
    """What a payer was told about one payment. ``snapshot`` holds every word and amount of it, and never
    changes; the payer's name and email are separate columns, blanked when they are erased. A refund or a lost
    dispute voids it, and the one that follows names it in ``replaces_id``."""

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    number: Mapped[int] = mapped_column(unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    payer: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    snapshot: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_why: Mapped[str] = mapped_column(String(80), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("receipts.id"))

    payment: Mapped[Payment] = relationship(lazy="joined", innerjoin=True)

    @property
    def token(self) -> str:
        """The token of its personal link."""
        return signed_links.make_token("receipt", self.public_id)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The receipt's lines about money as (words, amount), which add up to ``total``."""
        printed = [(label, amount) for label, amount in self.snapshot["lines"]]
        return [*printed, (RETURNED_LINE, self.returned)] if self.returned else printed

    @property
    def returned(self) -> str:
        """What of it was returned, as on its line: ``−$10``; empty when nothing was."""
        said = self.snapshot
        cents = min(said["returned_cents"], said["paid_cents"])
        return money.show(-cents, said["currency"]) if cents else ""

    @property
    def total(self) -> str:
        """The sum of its lines; empty for a gift in kind, which shows no amount."""
        return str(self.snapshot["total"]) if self.snapshot["paid_cents"] else ""

    @property
    def described(self) -> bool:
        """Whether it is for a gift in kind or shares, which no sum counts."""
        return not self.snapshot["paid_cents"] or self.snapshot["method"] == METHODS[STOCK]

    @property
    def dated(self) -> str:
        """The day on which the money came in: ``November 23, 2026``."""
        return full_day(date.fromisoformat(self.snapshot["received_on"]))
