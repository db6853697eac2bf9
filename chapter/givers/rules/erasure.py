"""Blanking who gave. Amounts, days and numbers stay in the books, and name nobody any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.moderation import rules as moderation
from chapter.people.models import Person, name_key
from chapter.personal_data.declarations import Erasure
from chapter.personal_data.subjects import Subject

REDACTED = (
    "name", "email", "email_key", "message", "tribute_name", "card_name", "card_email", "voided_why",
)  # fmt: skip


def attach_to_person(subject: Subject) -> None:
    """Make gifts theirs that belong to no person, stand under the address of somebody who signed in, and
    carry their name, as they would become when they are paid. Without that, they would stay where somebody
    else has the address, too."""
    if subject.key in subject.addresses:
        return
    (person_id,) = subject.person_ids
    person = db.session.get_one(Person, person_id)
    unowned = select(Gift).where(Gift.person_id.is_(None), Gift.email_key == subject.key)
    for gift in db.session.scalars(unowned):
        if name_key(gift.name) == person.name_key:
            gift.person_id = person.id


def erase_gifts(ids: Sequence[int], erasure: Erasure) -> None:
    """Blank the gifts with these ids, as far as they are not erased yet."""
    theirs = select(Gift).where(Gift.id.in_(ids), Gift.erased_at.is_(None))
    redact_gifts(list(db.session.scalars(theirs)), now=erasure.now)


def redact_gifts(gifts: Sequence[Gift], *, now: datetime) -> None:
    """Blank the givers' data in these gifts, and hide them on the wall."""
    if not gifts:
        return
    for gift in gifts:
        for name in REDACTED:
            setattr(gift, name, "")
        gift.anonymous, gift.erased_at = True, now
        moderation.take_down(gift, now=now)
    drives.wall_changed({gift.drive_id for gift in gifts})
