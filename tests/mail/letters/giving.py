"""The mails of giving, for their snapshots."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe.objects import Reversal
from chapter.givers import emails
from chapter.givers.models import Statement
from chapter.givers.rules import statement_requests
from chapter.giving import emails as giving
from chapter.giving.models import Gift
from chapter.mail.rules import Letter
from chapter.offline_gifts.rules import entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.payments import emails as payments
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.payments.rules import receipts
from chapter.people.models import Person
from tests import factories
from tests.factories import GUEST, TODAY
from tests.giving import drives

PRIYA = ("Priya Raghunathan", "priya@example.test")


def a_gift(**more: Any) -> Gift:
    factories.the_chapter(legal_name="Test Network", ein="00-0000000")
    gift = drives.a_gift(drives.a_drive(thanks_name="Dana Director"), name=PRIYA[0], email=PRIYA[1])
    for name, value in more.items():
        setattr(gift, name, value)
    return gift


def receipt(*, anew: bool = False) -> Letter:
    gift = a_gift(tribute="memory", tribute_name="Ines")
    first = db.session.scalars(select(Receipt)).one()
    if not anew:
        return giving.receipt(gift, first)
    first.payment.final_returned_cents = 20_00
    second = receipts.reissue(first.payment, "of a refund", now=TODAY)
    assert second is not None
    return giving.receipt(gift, second)


def described(method: str, thing: str) -> Letter:
    factories.the_chapter(legal_name="Test Network", ein="00-0000000")
    came = OfflineInput(1_234_50 if method == "stock" else 0, *PRIYA, thing=thing)
    with factories.a_writing():
        gift = entry.record_gift(
            drives.a_drive(thanks_name="Dana Director"), came, method=method, received_on=TODAY.date(),
            nonce="described", by=GUEST, now=TODAY,
        )  # fmt: skip
    return giving.receipt(gift, db.session.scalars(select(Receipt)).one())


def card(kind: str, **more: Any) -> Letter:
    return emails.tribute_card(
        a_gift(tribute=kind, tribute_name="Ines Reyes", card_name="Family Reyes", **more)
    )


def card_left(card_email: str = "reyes@example.test") -> Letter:
    honored = {"tribute": "memory", "tribute_name": "Ines Reyes", "card_name": "Family Reyes"}
    return emails.card_left(a_gift(**honored, card_email=card_email))


def corrected() -> Letter:
    return giving.corrected(a_gift(), db.session.scalars(select(Receipt)).one())


def statement() -> Letter:
    gift = a_gift()
    with factories.a_writing():
        person = db.session.get_one(Person, gift.person_id)
        statement_requests.request_again(person, TODAY.year, by=person.actor, now=TODAY)
    return emails.statement(db.session.scalars(select(Statement)).one())


def news() -> Letter:
    gift = a_gift()
    return emails.news(gift, "Sixty girls have a coat.", "Dana Director")


def disputed() -> Letter:
    gift = a_gift()
    payment = db.session.scalars(
        select(Payment).join(Payment.order).where(Order.reference == gift.public_id)
    ).one()
    told = Reversal("du_1", payment.object_id, 50_00, "usd", gone_cents=50_00, ended=False, at=TODAY)
    return payments.disputed(payment, told, factories.a_person("Tess Treasurer"))


LETTERS: dict[str, Callable[[], Letter]] = {
    "giving.card": lambda: card("honor"),
    "giving.card, in memory": lambda: card("memory", anonymous=True),
    "giving.card_left": lambda: card_left(),
    "giving.card_left, by post": lambda: card_left(card_email=""),
    "giving.corrected": corrected,
    "giving.news": news,
    "giving.not_charged": lambda: giving.not_charged(a_gift()),
    "payments.disputed": disputed,
    "giving.receipt": receipt,
    "giving.receipt, anew": lambda: receipt(anew=True),
    "giving.receipt, of a thing": lambda: described("in_kind", "a sewing machine"),
    "giving.receipt, of shares": lambda: described("stock", "20 shares of Acme Corp."),
    "giving.statement": statement,
    "giving.voided": lambda: giving.voided(a_gift()),
    "giving.thanks": lambda: emails.thanks(
        a_gift(), "Dear Priya,\n\nThank you for the coat.", "Dana Director"
    ),
}
