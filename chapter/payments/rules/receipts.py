"""Receipts: issued when the money is there, voided and reissued when some of it is returned."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from chapter import audit, db, money
from chapter.audit import Actor
from chapter.gateways import current
from chapter.payments.models.ledger import CARD, IN_KIND, METHODS, STOCK, Payment
from chapter.payments.models.receipts import BOOK_ID, Receipt, ReceiptBook
from chapter.payments.rules.tax_wording import Contribution, Donee, sentences
from chapter.settings import queries as settings

NONCASH = {STOCK: "shares of stock", IN_KIND: "a thing"}
"""What a receipt describes and never values (26 U.S.C. 170(f)(8)(B)(i)), with default words for it."""


def issue(payment: Payment, *, now: datetime, replaces: Receipt | None = None) -> Receipt:
    """Issue a receipt for what the chapter has of ``payment`` now. Its number is the next one, without a gap:
    the book's row is locked until the end of this ``writing()``."""
    book = db.lock_of(ReceiptBook, BOOK_ID)
    book.last_number += 1
    receipt = Receipt(
        number=book.last_number, payment=payment, payment_id=payment.id, issued_at=now,
        payer=payment.order.payer_name, email=payment.order.payer_email, snapshot=snapshot(payment, book),
        replaces_id=replaces.id if replaces else None,
    )  # fmt: skip
    db.session.add(receipt)
    db.session.flush()
    return receipt


def reissue(payment: Payment, why: str, *, now: datetime) -> Receipt | None:
    """Void the valid receipt of ``payment`` and issue another, for what is retained now. Both are stored.
    Returns None when there was none."""
    standing = valid_receipt(payment)
    if standing is None:
        return None
    standing.voided_at, standing.voided_why = now, why
    db.session.flush()
    return issue(payment, now=now, replaces=standing)


def valid_receipt(payment: Payment) -> Receipt | None:
    """The valid receipt of ``payment``; None when there is none."""
    return db.first(select(Receipt).where(Receipt.payment_id == payment.id, Receipt.voided_at.is_(None)))


def change_wording(
    book: ReceiptBook, *, status: str, country: str, words: str, by: Actor, now: datetime
) -> None:
    """Change what receipts issued from now on say about the chapter; issued ones stay as they are."""
    before = {"status": book.status, "country": book.country, "words": book.words}
    book.status, book.country, book.words = status, country, words
    after = {"status": status, "country": country, "words": words}
    audit.record_change("changed receipts", book, by=by, now=now, before=before, after=after)


def donee(book: ReceiptBook) -> Donee:
    """The chapter as the receiver of gifts, from the settings and the receipt book."""
    chapter = settings.current()
    return Donee(chapter.legal_name, chapter.ein, book.status, book.country, book.words)


def noncash_description(payment: Payment) -> str:
    """What was given instead of money, in words; empty for money."""
    bare = NONCASH.get(payment.method, "")
    return bare and (payment.note or bare)


def _is_test_payment(payment: Payment) -> bool:
    """Whether it was paid in Stripe's test mode: no money moved, and its receipt is not valid."""
    stripe = current().stripe
    return payment.method == CARD and stripe is not None and not stripe.live


def snapshot(payment: Payment, book: ReceiptBook) -> dict[str, Any]:
    """Every word and amount of a receipt for what the chapter has of ``payment`` now."""
    order, chapter = payment.order, settings.current()
    given = Contribution(
        paid_cents=payment.amount_cents,
        value_cents=sum(line.value_cents for line in order.lines),
        returned_cents=payment.final_returned_cents,
        thing=noncash_description(payment),
        currency=order.currency,
    )
    return {
        "received_on": payment.received_at.astimezone(chapter.zone_info).date().isoformat(),
        "method": METHODS[payment.method],
        "currency": order.currency,
        "thing": given.thing,
        **_amounts(given, payment),
        "value_cents": given.counted_value_cents,
        "deductible_cents": given.deductible_cents,
        "sentences": list(sentences(given, donee(book))),
        "receiver": chapter.legal_name or chapter.name,
        "ein": chapter.ein,
        "address": chapter.address,
        "sample": chapter.sample or _is_test_payment(payment),
    }


def _amounts(given: Contribution, payment: Payment) -> dict[str, Any]:
    """The amounts on a receipt; none when something other than money was given."""
    if given.thing:
        return {"lines": [], "paid_cents": 0, "returned_cents": 0, "total": ""}
    return {
        "lines": [
            [line.label, money.show(line.amount_cents, given.currency)]
            for line in payment.order.lines
            if line.amount_cents
        ],
        "paid_cents": given.paid_cents,
        "returned_cents": min(given.returned_cents, given.paid_cents),
        "total": money.show(given.retained_cents, given.currency),
    }
