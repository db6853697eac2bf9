"""Erasing who paid. What was paid stays in the books, and names nobody any more."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, false, not_, or_, select, update

from chapter import db
from chapter.payments import purposes
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order


def orders_of_people(person_ids: Collection[int], email_key: str) -> list[Order]:
    """Every order of these people, and those under this email that belong to no person yet. An order belongs
    to the owner of what it pays for, whatever address is in it."""
    return list(
        db.session.scalars(select(Order).where(_belongs_to(person_ids, email_key)).order_by(Order.id))
    )


def order_ids_of_people(person_ids: BindParameter[Any]) -> Select[int]:
    """The ids of the orders of these people, as a subquery."""
    return select(Order.id).where(_belongs_to(person_ids, ""))


def payments_of_orders(orders: Collection[Order]) -> list[Payment]:
    """The payments of these orders, with what was returned."""
    theirs = select(Payment).where(Payment.order_id.in_([order.id for order in orders]))
    return list(db.session.scalars(theirs.order_by(Payment.id)))


def redact_orders(person_ids: Collection[int], email_key: str) -> None:
    """Blank name and email in the orders of these people."""
    blank = update(Order).where(_belongs_to(person_ids, email_key))
    db.session.execute(
        blank.values(payer_name="", payer_email="", email_key="", person_id=None),
        execution_options={"synchronize_session": False},
    )


def redact_payment_notes(payment_ids: Collection[int]) -> None:
    """Blank the notes on these payments."""
    if payment_ids:
        noted = update(Payment).where(Payment.id.in_(payment_ids)).values(note="")
        db.session.execute(noted, execution_options={"synchronize_session": False})


def _belongs_to(person_ids: Collection[int] | BindParameter[Any], email_key: str) -> ColumnElement[bool]:
    theirs, of_somebody = [], []
    for purpose in purposes.all_purposes():
        if purpose.owner_columns is not None:
            public_id, person_id = purpose.owner_columns
            paid_for = select(public_id).where(person_id.in_(person_ids))
            theirs.append(and_(Order.purpose == purpose.name, Order.reference.in_(paid_for)))
            belongs = exists().where(public_id == Order.reference, person_id.is_not(None))
            of_somebody.append(and_(Order.purpose == purpose.name, belongs))
    by_address = and_(Order.email_key == email_key, Order.email_key != "", not_(or_(false(), *of_somebody)))
    by_itself = and_(Order.person_id.is_(None), or_(by_address, *theirs))
    return or_(Order.person_id.in_(person_ids), by_itself)
