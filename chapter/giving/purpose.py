"""What happens when the money of a gift arrives, is returned, or fails. Each function runs in the transaction
that books it."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import lazyload

from chapter import db
from chapter.giving import emails, queries
from chapter.giving.models import GIFT_PURPOSE_NAME, Gift
from chapter.giving.rules import drives
from chapter.mail import rules as mail
from chapter.moderation import rules as moderation
from chapter.payments.models.ledger import CARD, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.payments.purposes import Purpose
from chapter.payments.rules import checkout_limits, receipts
from chapter.people.models import name_key
from chapter.people.rules import persons

PURPOSE_NAME = GIFT_PURPOSE_NAME


def fulfill(order: Order, now: datetime) -> None:
    """The money is there: the gift counts, its giver is recorded, and the receipt is queued."""
    gift, payment = gift_of_order(order), db.session.scalars(_payment_of_order(order)).one()
    if gift.person_id is None and gift.name:
        person = persons.find_or_add(gift.name, gift.email, now=now)
        db.session.flush()
        gift.person_id = person.id
    gift.paid_at = order.paid_at
    if payment.method == CARD:
        checkout_limits.forgive_tries(order)
    else:
        moderation.approve_as_entered(gift, payment.booked_by, now=now)
    voided = db.session.get(Gift, gift.corrects_id) if gift.corrects_id else None
    receipt = receipts.issue(payment, now=now, replaces=_replaced_receipt(gift, voided))
    drives.wall_changed([gift.drive_id])
    if gift.email and (voided is not None or not queries.has_receipt_in_batch(gift)):
        anew = voided is not None and voided.email_key == gift.email_key and queries.has_receipt_left(voided)
        letter = emails.corrected(gift, receipt) if anew else emails.receipt(gift, receipt)
        mail.queue(letter, to=(gift.name, gift.email), person_id=gift.person_id, now=now)


def reverse(order: Order, returned_cents: int, now: datetime) -> None:
    """Part of the money was returned for good, or came again: the receipt is reissued for what is retained
    now.

    The receipt book is locked before the drive, as when money arrives, so that two transactions never
    deadlock.
    """
    gift, payment = gift_of_order(order), db.session.scalars(_payment_of_order(order)).one()
    gift.returned_at = now if returned_cents >= payment.amount_cents else None
    receipt = receipts.reissue(payment, "the amount returned to you has changed", now=now)
    drives.wall_changed([gift.drive_id])
    if receipt is not None and gift.email:
        to = (gift.name, gift.email)
        mail.queue(emails.receipt(gift, receipt), to=to, person_id=gift.person_id, now=now)


def fail(order: Order, now: datetime) -> None:
    """The bank refused after Checkout: nothing was charged, and the giver is invited to give again."""
    gift = gift_of_order(order)
    if gift.email:
        to = (gift.name, gift.email)
        once = f"not-charged-{order.public_id}"
        mail.queue(emails.not_charged(gift), to=to, person_id=gift.person_id, now=now, dedup_key=once)


def gift_of_order(order: Order) -> Gift:
    """The gift that ``order`` pays for."""
    return db.session.scalars(select(Gift).where(Gift.public_id == order.reference)).one()


def _replaced_receipt(gift: Gift, voided: Gift | None) -> Receipt | None:
    """The receipt that the receipt of ``gift`` replaces. Its link leads on to the new one, so both have to be
    the same giver's."""
    if voided is None or voided.email_key != gift.email_key:
        return None
    same = gift.email_key or name_key(voided.name) == name_key(gift.name)
    latest = queries.receipts_of_gift(voided).order_by(None).order_by(Receipt.id.desc())
    return db.first(latest.options(lazyload(Receipt.payment))) if same else None


def _payment_of_order(order: Order) -> Select[Payment]:
    paid = select(Payment).where(Payment.order_id == order.id, Payment.surplus_why == "")
    return paid.options(lazyload(Payment.order))


GIFT_PURPOSE = Purpose(PURPOSE_NAME, fulfill, reverse, fail, owner_columns=(Gift.public_id, Gift.person_id))
