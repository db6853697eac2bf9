"""Thanks from a named person, words for the wall, cards on their day."""

from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.giving import emails, paid, queries, words
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.mail import rules as mail
from chapter.people.models import Person
from chapter.settings import queries as settings


def words_for(gift: Gift) -> str:
    """Words to begin with; who thanks changes them."""
    first = gift.name.split(" ")[0]
    what, honored = gift.thing or "your gift", words.tribute(gift)
    does = "" if paid.of_one(gift).described else words.does(gift)
    given = f"{what} to {gift.drive.title}" + (f", {honored}" if honored else "")
    means = f" An amount like yours does this: {does}." if does else ""
    return f"Dear {first},\n\nThank you for {given}.{means} I was glad to see it."


def thank(gift: Gift, said: str, *, by: Person, now: datetime) -> None:
    """Mail her ``said``, and note who thanked. Without an e-mail it is only noted: somebody called."""
    gift = db.lock(gift)
    if gift.email:
        letter = emails.thanks(gift, said, by.name)
        mail.queue(letter, to=(gift.name, gift.email), person_id=gift.person_id, now=now)
    gift.thanked_at, gift.thanked_by = now, by.id
    audit.record("thanked", gift, by=by.actor, now=now)


def moderate(gift: Gift, *, show: bool, by: Actor, now: datetime) -> None:
    """Let her words stand on the wall, or take them and her name from it."""
    gift = db.lock(gift)
    gift.shown_at, gift.hidden_at = (gift.shown_at or now, None) if show else (None, gift.hidden_at or now)
    gift.shown_by = by.person_id
    drives.wall_changed([gift.drive_id])
    audit.record("showed on the wall" if show else "took from the wall", gift, by=by, now=now)


def send_cards(*, now: datetime) -> int:
    """Mail the tribute cards whose day has come. How many; each leaves once."""
    today = now.astimezone(settings.current().zone_info).date()
    due = list(db.session.scalars(queries.cards_due(now, today).limit(50)))
    for gift in due:
        to = (gift.card_name or gift.tribute_name, gift.card_email)
        mail.queue(emails.card(gift), to=to, now=now, once_key=f"gift-card-{gift.public_id}")
        gift.card_sent_at = now
    return len(due)
