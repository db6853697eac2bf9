"""Thanks from a named person, what stands on the wall, cards on their day."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.giving import emails, paid, queries, words
from chapter.giving.models import HIDDEN, SHOWN, Gift
from chapter.giving.rules import drives
from chapter.mail import rules as mail
from chapter.mail import throttle
from chapter.mail.addresses import email_key
from chapter.mail.models import Mail
from chapter.people import names
from chapter.people.models import Person
from chapter.refusal import EditConflict, Refused
from chapter.settings import queries as settings

AT_ONCE = 50


def words_for(gift: Gift) -> str:
    """Words to begin with; who thanks changes them."""
    first = names.first(gift.name) or gift.name
    what, honored = gift.thing or "your gift", words.tribute(gift)
    does = "" if paid.of_one(gift).described else words.does(gift)
    given = f"{what} to {gift.drive.title}" + (f", {honored}" if honored else "")
    means = f" An amount like yours does this: {does}." if does else ""
    return f"Dear {first},\n\nThank you for {given}.{means} I was glad to see it."


def stands(gift: Gift) -> str:
    """What names the latest thanks for ``gift``, for the form that was shown with them; empty: nobody has
    thanked yet."""
    return gift.thanked_at.isoformat() if gift.thanked_at else ""


def thank(
    gift: Gift, said: str, *, by: Person, now: datetime, seen: str | None = None, nonce: str = ""
) -> None:
    """Mail the giver ``said``, and note who thanked. Without an email it is only noted: somebody called.

    ``seen``: which thanks stood when the words were written, as ``stands`` names them; None: no matter. The
    same form (``nonce``) sent twice is one mail. Raises EditConflict when somebody has thanked meanwhile, and
    Refused when the gift was voided.
    """
    gift = db.lock(gift)
    if gift.voided_at is not None:
        raise Refused("This gift has been voided: there is nothing to thank for.")
    once = f"gift-thanks-{hashlib.sha256(nonce.encode()).hexdigest()[:40]}" if nonce else None
    if once and gift.thanked_by == by.id and _left(once):
        return
    if seen is not None and seen != stands(gift):
        raise EditConflict
    if gift.email:
        letter = emails.thanks(gift, said, by.name)
        mail.queue(letter, to=(gift.name, gift.email), person_id=gift.person_id, now=now, once_key=once)
    gift.thanked_at, gift.thanked_by = now, by.id
    audit.record("thanked", gift, by=by.actor, now=now)


def moderate(gift: Gift, *, show: bool, by: Actor, now: datetime) -> None:
    """Let the gift stand on the wall, with its name, tribute and words; or hide all of it. What stands so
    already stays as it is."""
    gift = db.lock(gift)
    if gift.on_wall == (SHOWN if show else HIDDEN) and (gift.shown_at is not None or not show):
        return
    gift.shown_at, gift.hidden_at = (now, None) if show else (None, now)
    gift.shown_by = by.person_id
    drives.wall_changed([gift.drive_id])
    audit.record("showed on the wall" if show else "took from the wall", gift, by=by, now=now)


def send_cards(*, now: datetime) -> int:
    """Mail the tribute cards whose time has come. How many; each leaves once."""
    due = list(db.session.scalars(queries.cards_due(now, settings.current().zone_info).limit(AT_ONCE)))
    for gift in due:
        to = (gift.card_name or gift.tribute_name, gift.card_email)
        mail.queue(emails.card(gift), to=to, now=now, once_key=f"{queries.CARD_KEY}{gift.public_id}")
        gift.card_sent_at = now
    for key in sorted({email_key(gift.card_email) for gift in due}):
        throttle.throttle_mails(key, now=now)
    return len(due)


def tell_of_cards(*, now: datetime) -> int:
    """Tell givers that the card they wanted has left, once it really has. How many cards were looked at."""
    left = list(db.session.scalars(queries.cards_untold(AT_ONCE)))
    for gift in left:
        if gift.email and gift.voided_at is None:
            to = (gift.name, gift.email)
            mail.queue(emails.card_left(gift), to=to, person_id=gift.person_id, now=now)
        gift.card_told_at = now
    return len(left)


def note_card(gift: Gift, *, by: Actor, now: datetime) -> None:
    """A card that the chapter sends by post is on its way; its giver is told. Twice is once.

    Raises Refused when there is no such card.
    """
    gift = db.lock(gift)
    if not gift.card_by_post or gift.returned_at is not None:
        raise Refused("There is no card to send by post.")
    if gift.card_sent_at is None:
        gift.card_sent_at, gift.card_sent_by = now, by.person_id
        audit.record("sent a card by post", gift, by=by, now=now)


def _left(once: str) -> bool:
    return db.first(select(Mail.id).where(Mail.once_key == once)) is not None
