"""Gifts of a person whose email changes: thanks and drive news go to the new address."""

from sqlalchemy import update

from chapter import db
from chapter.giving.models import Gift
from chapter.people.models import Person, email_key
from chapter.people.verification import is_verified


def update_email(person: Person, before: str) -> None:
    """Move this person's gifts from the email ``before`` to their present one. Receipts stay as they were
    issued."""
    hers = Gift.person_id == person.id, is_verified(Gift), Gift.email_key == email_key(before)
    moved = update(Gift).where(*hers, Gift.erased_at.is_(None))
    new = {"email": person.email, "email_key": person.email_key}
    db.session.execute(moved.values(new), execution_options={"synchronize_session": "fetch"})
