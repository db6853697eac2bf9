"""Drives for tests, saved."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.email_addresses import email_key
from chapter.gateways.stripe.objects import BalanceTransaction
from chapter.giving.models import Drive, Gift
from chapter.giving.rules import drives, gifts
from chapter.giving.rules.gifts import GiftInput
from chapter.mail import rules as mail
from chapter.mail.consents import DRIVE
from chapter.offline_gifts.rules import entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.payments.models.ledger import CARD, Payment
from chapter.payments.models.orders import Order
from chapter.payments.rules import balance_transactions, ledger
from tests import factories
from tests.factories import GUEST, TODAY

VALUES: dict[str, Any] = {
    "slug": "winter", "title": "Winter coats", "summary": "A coat for each of sixty girls.",
    "story": "Fifty minutes on the bus.", "goal_cents": 3_200_000,
    "least_cents": 500, "most_cents": 2_500_000,
    "fee_rate": 220, "fee_fixed_cents": 30, "begins_at": TODAY - timedelta(days=20),
    "ends_at": TODAY + timedelta(days=30), "stops_at_goal": False, "wall_held": True, "thanks_name": "",
    "thanks_words": "",
}  # fmt: skip
RUNGS = ((25_00, "a week of fares"), (50_00, "one coat"), (120_00, "paint for a month"))


def agrees_to_news(*emails: str) -> None:
    """These said yes to hear what came of a drive."""
    with factories.a_writing():
        for email in emails:
            mail.record_consent(email_key(email), DRIVE, given=True, wording="Yes", source="test", now=TODAY)


def a_drive(*, seen: bool = True, funds: tuple[str, ...] = (), **more: Any) -> Drive:
    """A drive that is open to gifts."""
    with factories.a_writing():
        drive = drives.add_drive(
            {**VALUES, **more}, RUNGS, funds, currency="usd", by=GUEST, now=TODAY - timedelta(days=21)
        )
        db.session.flush()
        drives.switch_drive(drive, seen=seen, ended=False, by=GUEST, now=TODAY - timedelta(days=20))
        db.session.flush()
    return drive


def a_gift(drive: Drive, cents: int = 50_00, name: str = "Halina Wolska", **more: Any) -> Gift:
    """A check that came in today."""
    came = OfflineInput(cents, name, more.pop("email", "halina@example.test"), **more)
    with factories.a_writing():
        nonce = db.public_id()
        return entry.record_gift(
            drive, came, method="check", received_on=TODAY.date(), nonce=nonce, by=GUEST, now=TODAY
        )


def paid_by_card(drive: Drive, cents: int = 50_00, *, cover: bool = True, fee: int = 0, **more: Any) -> Gift:
    """A gift that was paid by card today, with the fee covered; ``fee``: what Stripe kept of it."""
    who = {"name": "Ana Lopez", "email": "ana@example.test", **more}
    with factories.a_writing():
        wanted, nonce = GiftInput(cents, cover=cover, **who), db.public_id()
        gift = gifts.make_gift(drive, wanted, raised_cents=0, person=None, nonce=nonce, now=TODAY)
        order = gifts.open_order(gift, now=TODAY)
        ledger.book_payment(
            order, object_id=f"pi_{gift.public_id}", method=CARD, received_at=TODAY, now=TODAY
        )
    if fee:
        with factories.a_writing():
            payment = payment_of(gift)
            of_it = f"txn_{gift.public_id}", "charge", payment.object_id
            line = BalanceTransaction(*of_it, payment.amount_cents, fee, payment.currency, TODAY)
            balance_transactions.record_transaction(line, payment, now=TODAY)
    return gift


def payment_of(gift: Gift) -> Payment:
    """The money of a gift."""
    of_it = select(Payment).join(Order, Payment.order_id == Order.id).where(Order.reference == gift.public_id)
    return db.session.scalars(of_it).one()


def some_back(gift: Gift, cents: int, *, disputed: bool = False, now: datetime = TODAY) -> None:
    """``cents`` of a gift are refunded, or ``disputed``."""
    with factories.a_writing():
        payment, number = payment_of(gift), f"back_{db.public_id()}"
        kind = ledger.DISPUTE if disputed else ledger.REFUND
        ledger.book_return(payment, kind, number, cents, happened_at=now, now=now)
        under = payment.returned_cents - payment.final_returned_cents if disputed else 0
        ledger.settle_returns(payment, under, now=now)
