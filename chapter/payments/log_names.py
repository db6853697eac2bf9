"""What the log says of payments, receipts and what Stripe sent."""

from flask import url_for
from sqlalchemy import select

from chapter import money
from chapter.audit.log_fields import Field, amount
from chapter.audit.log_kinds import ERASED_NAME, LogKind, RecordName, always, names_from
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import ReceiptBook
from chapter.payments.models.stripe import StripeEvent


def _payment(cents: int, currency: str, payer: str) -> RecordName:
    return RecordName(
        f"{money.show(cents, currency)} from {payer or ERASED_NAME}", url_for("payments_office.stripe")
    )


def _event(kind: str) -> RecordName:
    return RecordName(kind.replace("_", " ").replace(".", ", "), url_for("payments_office.stripe"))


LOGGED = (
    LogKind(
        Payment,
        {"asked for refund": "asked Stripe to refund"},
        {"cents": Field("Amount", amount)},
        label="Payments",
        untold="what it was for is told of: a gift, or dues",
        names=names_from(
            select(Payment.id, Payment.amount_cents, Payment.currency, Order.payer_name).join(Payment.order),
            _payment,
        ),
    ),
    LogKind(
        StripeEvent,
        {"archived event of Stripe": "archived the webhook event"},
        {"event": Field(hidden=True), "error": Field("What went wrong")},
        label="Webhook events",
        names=names_from(select(StripeEvent.id, StripeEvent.kind), _event),
    ),
    LogKind(
        ReceiptBook,
        {"changed receipts": "edited"},
        {"status": Field("Tax status")},
        label="Receipts",
        names=always("the receipt wording", lambda: url_for("payments_office.books")),
    ),
)
