"""Dues, as rows that are added and never changed, and the bill of a term."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, event
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db

WAIVED = "waived"


METHODS = {
    "check": "Check",
    "cash": "Cash",
    "transfer": "Bank transfer",
    "card": "Card",
    WAIVED: "Waived",
}


class Dues(db.Model):
    """An amount that was paid for a term, or given back: rows are added and never changed.

    A term may be paid in parts: each is a row of the same term (queries/balances.py sums them up).
    A reversal is a row of its own, with the same amount below zero.
    """

    __tablename__ = "dues"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"), index=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[str] = mapped_column(String(12))
    paid_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("dues.id"), unique=True)


class BooksAreNotChanged(RuntimeError):
    """Something tried to change or delete a row of the books."""


@event.listens_for(Dues, "before_update")
@event.listens_for(Dues, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, _row: Dues) -> None:
    raise BooksAreNotChanged("dues are reversed by another row, never changed")


@dataclass(frozen=True)
class Bill:
    """The bill of one term, in whole cents: its price (None: not recorded, so nothing is due), and what came
    in.

    ``waived``: staff waived the dues, or what was left of them.
    """

    price_cents: int | None
    paid_cents: int = 0
    waived: bool = False

    @property
    def due_cents(self) -> int:
        """What is still to be paid, in cents."""
        return 0 if self.waived or self.price_cents is None else max(0, self.price_cents - self.paid_cents)

    @property
    def over_cents(self) -> int:
        """What came in beyond the price, in cents."""
        return 0 if self.price_cents is None else max(0, self.paid_cents - self.price_cents)
