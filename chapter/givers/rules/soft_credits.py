"""Thanking a second person for a gift."""

from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.givers.models import SoftCredit
from chapter.giving.models import Gift
from chapter.people.models import Person
from chapter.refusal import Refused


def add_soft_credit(gift: Gift, person: Person, *, by: Actor, now: datetime) -> None:
    """Give ``person`` a soft credit for ``gift``; doing it twice is once. Raises Refused for their own
    gift."""
    gift = db.lock(gift)
    if person.id == gift.person_id:
        raise Refused("This person made the gift.", "email")
    if _soft_credit_of(gift, person.id) is None:
        made = SoftCredit(gift=gift, gift_id=gift.id, person=person, person_id=person.id, made_at=now,
                          made_by=by.person_id)  # fmt: skip
        db.session.add(made)
        audit.record("credited softly", gift, by=by, now=now, after={"person": person.public_id})


def remove_soft_credit(gift: Gift, person: Person, *, by: Actor, now: datetime) -> None:
    """Remove the soft credit of ``person`` for ``gift``."""
    found = _soft_credit_of(db.lock(gift), person.id)
    if found is not None:
        db.session.delete(found)
        audit.record("took a soft credit back", gift, by=by, now=now, before={"person": person.public_id})


def _soft_credit_of(gift: Gift, person_id: int) -> SoftCredit | None:
    return db.first(
        select(SoftCredit).where(SoftCredit.gift_id == gift.id, SoftCredit.person_id == person_id)
    )
