"""What giving stores about a person: for a copy of their data, and blanked when they ask to be erased.
Amounts, days and numbers stay: they are the chapter's books, and name nobody any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select

from chapter import db
from chapter.givers.models import SoftCredit, Statement
from chapter.giving.models import Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.giving.rules import drives
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.people.models import Person, name_key

REDACTED = (
    "name", "email", "email_key", "message", "tribute_name", "card_name", "card_email", "voided_why",
)  # fmt: skip


@dataclass(frozen=True)
class GivingRecords:
    """A person's gifts and receipts, others' gifts for which they are thanked, the statements asked for."""

    gifts: list[Gift]
    receipts: list[Receipt]
    soft_credits: list[SoftCredit]
    statements: list[Statement]


def giving_records_of(person_ids: Collection[int], email_key: str) -> GivingRecords:
    """The gifts of these people, and those under this email that belong to no person yet; for most people,
    who have none, one statement finds that out."""
    unowned = and_(Gift.person_id.is_(None), Gift.email_key == email_key, Gift.email_key != "")
    hers = or_(Gift.person_id.in_(person_ids), unowned)
    credited, asked = SoftCredit.person_id.in_(person_ids), Statement.person_id.in_(person_ids)
    there = db.session.execute(select(*(exists().where(one) for one in (hers, credited, asked)))).one()
    gifts = list(db.session.scalars(select(Gift).where(hers).order_by(Gift.id))) if there[0] else []
    return GivingRecords(
        gifts,
        _receipts_of_gifts(gifts) if gifts else [],
        list(db.session.scalars(select(SoftCredit).where(credited))) if there[1] else [],
        list(db.session.scalars(select(Statement).where(asked))) if there[2] else [],
    )


def attach_to_person(gifts: Sequence[Gift], person: Person) -> list[Gift]:
    """The gifts of ``gifts`` that are this person's. A gift without a person that carries their name becomes
    theirs, as it would when it is paid."""
    for gift in gifts:
        if gift.person_id is None and name_key(gift.name) == person.name_key:
            gift.person_id = person.id
    return [gift for gift in gifts if gift.person_id == person.id]


def redact_records(
    kept: GivingRecords, gifts: Sequence[Gift], person_ids: Collection[int], *, now: datetime
) -> None:
    """Blank these ``gifts``; soft credits and statements of these people, when ``kept`` has any, are
    deleted."""
    redact_gifts(gifts, now=now)
    if kept.soft_credits:
        db.session.execute(delete(SoftCredit).where(SoftCredit.person_id.in_(person_ids)))
    if kept.statements:
        db.session.execute(delete(Statement).where(Statement.person_id.in_(person_ids)))


def redact_gifts(gifts: Sequence[Gift], *, now: datetime) -> None:
    """Blank the givers' data in these gifts and on their receipts, and hide them on the wall. Their orders
    are blanked by payments."""
    if not gifts:
        return
    for gift in gifts:
        for name in REDACTED:
            setattr(gift, name, "")
        gift.anonymous, gift.erased_at, gift.hidden_at = True, now, gift.hidden_at or now
    drives.wall_changed({gift.drive_id for gift in gifts})
    for receipt in _receipts_of_gifts(gifts):
        receipt.payer = receipt.email = ""


def _receipts_of_gifts(gifts: Sequence[Gift]) -> list[Receipt]:
    paid = (
        select(Payment.id)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.purpose == PURPOSE_NAME, Order.reference.in_([gift.public_id for gift in gifts]))
    )
    return list(db.session.scalars(select(Receipt).where(Receipt.payment_id.in_(paid)).order_by(Receipt.id)))
