"""What payments hold of a person. Amounts, days and numbers stay: they are the chapter's books."""

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select

from chapter.payments import purposes
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.orders import Attempt, Order, OrderLine
from chapter.payments.models.receipts import ReceiptBook
from chapter.payments.models.stripe import MirroredTransaction, RefundRequest, StripeEvent, StripeSync
from chapter.personal_data.declarations import Blank, NotExported, NotPersonal, PersonalTable, Retained
from chapter.personal_data.subjects import Ids, of_people, unpaid

BOOKS = Retained("a line of the books, which names nobody and never changes")
PART = NotExported("a part of an order or a payment, which is exported itself")


def orders() -> ColumnElement[bool]:
    """Every order of the subject, and those under their address that belong to no person yet. An order
    belongs to the owner of what it pays for, whatever address is in it."""
    theirs, of_somebody = [], []
    for purpose in purposes.all_purposes():
        if purpose.owner_columns is not None:
            public_id, person_id = purpose.owner_columns
            paid_for = select(public_id).where(of_people(person_id))
            theirs.append(and_(Order.purpose == purpose.name, Order.reference.in_(paid_for)))
            belongs = exists().where(public_id == Order.reference, person_id.is_not(None))
            of_somebody.append(and_(Order.purpose == purpose.name, belongs))
    by_address = and_(unpaid(Order.person_id, Order.email_key), not_(or_(false(), *of_somebody)))
    by_itself = or_(by_address, and_(Order.person_id.is_(None), or_(false(), *theirs)))
    return or_(of_people(Order.person_id), by_itself)


def of_orders(order_id: Ids) -> ColumnElement[bool]:
    """Rows in which this column holds an order of the subject."""
    return order_id.in_(select(Order.id).where(orders()))


def of_payments(payment_id: Ids) -> ColumnElement[bool]:
    """Rows in which this column holds a payment of the subject."""
    return payment_id.in_(select(Payment.id).where(of_orders(Payment.order_id)))


TABLES = (
    PersonalTable(
        Order,
        export="orders",
        whose=orders,
        left_out="email_key",
        erasure=Blank(payer_name="", payer_email="", email_key="", person_id=None),
        key=Order.email_key,
    ),
    PersonalTable(OrderLine, export=PART, whose=lambda: of_orders(OrderLine.order_id), erasure=BOOKS),
    PersonalTable(
        Attempt,
        export=PART,
        whose=lambda: of_orders(Attempt.order_id),
        secrets="browser_hash",
        erasure=Retained("when a payment was tried, as Stripe knows it"),
    ),
    PersonalTable(
        Payment,
        export="payments",
        whose=lambda: of_orders(Payment.order_id),
        reasons={"surplus_why": "our own words about money without an order"},
        erasure=Blank(note=""),
    ),
    PersonalTable(LedgerEntry, export=PART, whose=lambda: of_orders(LedgerEntry.order_id), erasure=BOOKS),
    PersonalTable(
        RefundRequest,
        export=PART,
        whose=lambda: of_payments(RefundRequest.payment_id),
        erasure=BOOKS,
        longest={"error": 20_000},
    ),
    PersonalTable(
        MirroredTransaction,
        export=PART,
        whose=lambda: of_payments(MirroredTransaction.payment_id),
        erasure=BOOKS,
    ),
    NotPersonal(ReceiptBook, reason="the last number, and what receipts say of the chapter"),
    NotPersonal(StripeEvent, reason="a hint of Stripe's, without who paid"),
    NotPersonal(StripeSync, reason="how far Stripe's list was read"),
)
