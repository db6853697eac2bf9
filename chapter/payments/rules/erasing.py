"""Forgetting who paid. What was paid stays in the books, and names nobody any more."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select, update

from chapter import db
from chapter.payments.models import Order, Payment


def orders_of(person_ids: Collection[int], email_key: str) -> list[Order]:
    """Every order of these people, and those under this e-mail that are nobody's yet."""
    return list(db.session.scalars(select(Order).where(_theirs(person_ids, email_key)).order_by(Order.id)))


def payments_of(orders: Collection[Order]) -> list[Payment]:
    """What came in for these orders, and what of it was returned."""
    theirs = select(Payment).where(Payment.order_id.in_([order.id for order in orders]))
    return list(db.session.scalars(theirs.order_by(Payment.id)))


def forget(person_ids: Collection[int], email_key: str) -> None:
    """Blank name and e-mail in those orders."""
    blank = update(Order).where(_theirs(person_ids, email_key))
    db.session.execute(
        blank.values(payer_name="", payer_email="", email_key="", person_id=None),
        execution_options={"synchronize_session": False},
    )


def forget_notes(payment_ids: Collection[int]) -> None:
    """Blank what was noted of these payments."""
    if payment_ids:
        noted = update(Payment).where(Payment.id.in_(payment_ids)).values(note="")
        db.session.execute(noted, execution_options={"synchronize_session": False})


def _theirs(person_ids: Collection[int], email_key: str) -> ColumnElement[bool]:
    unowned = and_(Order.person_id.is_(None), Order.email_key == email_key, Order.email_key != "")
    return or_(Order.person_id.in_(person_ids), unowned)
