"""Thank-yous from a named person."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.givers import emails
from chapter.giving import gift_amounts, words
from chapter.giving.models import Gift
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people.models import Person
from chapter.people.salutation import salutation
from chapter.refusal import EditConflict, Refused


def draft_words(gift: Gift) -> str:
    """A draft for the form, which the person who thanks edits."""
    what, honored = gift.thing or "your gift", words.tribute(gift)
    does = "" if gift_amounts.amounts_of_gift(gift).described else words.impact_of(gift)
    given = f"{what} to {gift.drive.title}" + (f", {honored}" if honored else "")
    means = f" What a gift like yours does: {does}." if does else ""
    return f"{salutation(gift)}\n\nThank you for {given}.{means} I was glad to see it."


def version_of_thanks(gift: Gift) -> str:
    """The version of the latest thanks for ``gift``, for the form that was shown with them; empty when nobody
    has thanked yet."""
    return gift.thanked_at.isoformat() if gift.thanked_at else ""


def send_thanks(
    gift: Gift, said: str, *, by: Person, now: datetime, seen: str | None = None, nonce: str = ""
) -> None:
    """Mail ``said`` to the giver, and record who thanked. Without an email it is only recorded: somebody
    called.

    ``seen``: the version of the thanks (``version_of_thanks``) when the words were written; None: not
    checked. The same form (``nonce``) sent twice is one mail. Raises EditConflict when somebody has thanked
    meanwhile, and Refused when the gift was voided.
    """
    gift = db.lock(gift)
    if gift.voided_at is not None:
        raise Refused("This gift was voided, so there is nothing to thank for.")
    once = f"gift-thanks-{hashlib.sha256(nonce.encode()).hexdigest()[:40]}" if nonce else None
    if once and gift.thanked_by == by.id and _has_left(once):
        return
    if seen is not None and seen != version_of_thanks(gift):
        raise EditConflict
    if gift.email:
        letter = emails.thanks(gift, said, by.name)
        mail.queue(letter, to=(gift.name, gift.email), person_id=gift.person_id, now=now, dedup_key=once)
    gift.thanked_at, gift.thanked_by = now, by.id
    audit.record("thanked", gift, by=by.actor, now=now)


def _has_left(once: str) -> bool:
    return db.first(select(Mail.id).where(Mail.dedup_key == once)) is not None
