"""Receipts: each a snapshot with a number of its own, never changed; and the book they are numbered in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.payments.models import Payment
from chapter.web import links

ONLY = 1


class ReceiptBook(db.Model):
    """The one row that says which number was the last, and what receipts say of the chapter: its tax
    ``status``, such as "a public charity under section 501(c)(3)"; ``country`` whose rules count; its own
    ``words`` where that country has no table of ours."""

    __tablename__ = "receipt_book"

    id: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="us")
    words: Mapped[str] = mapped_column(Text, default="")


class Receipt(db.Model):
    """What was said to somebody about one payment. ``snapshot`` holds every word and amount of it; a refund
    or a lost dispute voids it, and the one that follows names it in ``replaces_id``."""

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    number: Mapped[int] = mapped_column(unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    snapshot: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    voided_why: Mapped[str] = mapped_column(String(80), default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("receipts.id"))

    payment: Mapped[Payment] = relationship(lazy="joined", innerjoin=True)

    @property
    def token(self) -> str:
        """What its personal link carries."""
        return links.token("receipt", self.public_id)
