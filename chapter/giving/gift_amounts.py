"""What became of the money of gifts: what was paid, what was returned, what is under dispute."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select

from chapter import db, money
from chapter.giving.models import Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.payments.models.ledger import METHODS, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.payments.rules.receipts import NONCASH

RECEIPTED = Payment.id.in_(select(Receipt.payment_id))
"""Money for which no receipt is issued belongs to no gift: it is refunded."""


@dataclass(frozen=True)
class GiftAmounts:
    """Amounts in cents. ``returned_cents`` were returned for good; ``disputed_cents`` are held by the bank
    until a dispute is decided; ``voided_cents`` never came. ``described``: what was given instead of money,
    in words; ``receipt``: the number of the valid receipt."""

    currency: str
    cents: int = 0
    returned_cents: int = 0
    disputed_cents: int = 0
    voided_cents: int = 0
    method: str = ""
    described: str = ""
    receipt: int | None = None

    @property
    def retained_cents(self) -> int:
        """What the chapter has of it now, by the ledger."""
        return self.cents - self.returned_cents - self.disputed_cents - self.voided_cents

    @property
    def returned_in_words(self) -> str:
        """``$10 refunded, $40 disputed``; empty when nothing is."""
        parts = ((self.returned_cents, "refunded"), (self.disputed_cents, "disputed"))
        return ", ".join(f"{money.show(cents, self.currency)} {word}" for cents, word in parts if cents)


def amounts_by_gift(gifts: Sequence[Gift]) -> dict[str, GiftAmounts]:
    """The amounts of each of these gifts, by its public id; in one statement. An unpaid gift has none."""
    standing = and_(Receipt.payment_id == Payment.id, Receipt.voided_at.is_(None))
    rows = (
        select(Payment, Order.reference, Receipt.number)
        .join(Order, Payment.order_id == Order.id)
        .outerjoin(Receipt, standing)
        .where(RECEIPTED, _for_gifts(Order.reference.in_([gift.public_id for gift in gifts])))
    )
    voided = {gift.public_id for gift in gifts if gift.voided_at is not None}
    return {
        reference: _gift_amounts(payment, receipt, voided=reference in voided)
        for payment, reference, receipt in db.session.execute(rows)
    }


def amounts_of_gift(gift: Gift) -> GiftAmounts:
    """What came in for ``gift``, and what became of it."""
    return amounts_by_gift([gift]).get(gift.public_id) or GiftAmounts(gift.drive.currency)


def total_amounts(found: Select[Gift]) -> list[GiftAmounts]:
    """The totals of these gifts, by currency; voided ones are left out."""
    which = found.where(Gift.voided_at.is_(None)).order_by(None).with_only_columns(Gift.public_id)
    lost, returned = func.sum(Payment.final_returned_cents), func.sum(Payment.returned_cents)
    rows = (
        select(Order.currency, func.sum(Payment.amount_cents), lost, returned - lost)
        .join(Order, Payment.order_id == Order.id)
        .where(RECEIPTED, _for_gifts(Order.reference.in_(which)))
        .group_by(Order.currency)
        .order_by(Order.currency)
    )
    return [GiftAmounts(row[0], int(row[1]), int(row[2]), int(row[3])) for row in db.session.execute(rows)]


def has_returns(disputed: bool) -> ColumnElement[bool]:
    """Whether something of a gift was returned for good, or is under dispute, in SQL."""
    went = (
        Payment.returned_cents > Payment.final_returned_cents
        if disputed
        else Payment.final_returned_cents > 0
    )
    orders = select(Order.reference).join(Payment, Payment.order_id == Order.id)
    return Gift.public_id.in_(orders.where(_for_gifts(went)))


def _for_gifts(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(Order.purpose == PURPOSE_NAME, which)


def _gift_amounts(payment: Payment, receipt: int | None, *, voided: bool) -> GiftAmounts:
    bare = NONCASH.get(payment.method, "")
    lost, held = payment.final_returned_cents, payment.returned_cents - payment.final_returned_cents
    return GiftAmounts(
        payment.order.currency,
        payment.amount_cents,
        0 if voided else lost,
        held,
        lost if voided else 0,
        METHODS[payment.method],
        bare and (payment.note or bare),
        receipt,
    )
