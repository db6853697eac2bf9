"""Tribute cards: mailed on their day, or sent by post; their givers are notified."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.rolling import DueMail
from chapter.email_addresses import email_key
from chapter.givers import emails, queries
from chapter.giving.models import Gift
from chapter.mail import rules as mail
from chapter.mail import throttle
from chapter.mail.rules import Letter
from chapter.refusal import Refused
from chapter.settings import queries as settings

BATCH_SIZE = 50


def send_cards(*, now: datetime) -> int:
    """Mail the tribute cards that are due, each once; returns how many."""
    due = list(db.session.scalars(queries.cards_due(now, settings.current().zone_info).limit(BATCH_SIZE)))
    for gift in due:
        to = (gift.card_name or gift.tribute_name, gift.card_email)
        mail.queue(emails.tribute_card(gift), to=to, now=now, dedup_key=f"{queries.CARD_KEY}{gift.public_id}")
        gift.card_sent_at = now
    for key in sorted({email_key(gift.card_email) for gift in due}):
        throttle.throttle_mails(key, now=now)
    return len(due)


def reports_due(now: datetime) -> Iterator[DueMail]:
    """The mails to givers whose card was sent."""
    for gift in db.session.scalars(queries.cards_to_report(BATCH_SIZE)):
        reader = Recipient(gift.id, gift.name, gift.email, gift.person_id)
        yield DueMail(f"card-left-{gift.public_id}", reader, partial(_report, gift, now))


def _report(gift: Gift, now: datetime) -> Letter:
    gift.card_reported_at = now
    return emails.card_left(gift)


def mark_card_posted(gift: Gift, *, by: Actor, now: datetime) -> None:
    """Record that the chapter posted a card, and notify its giver. Doing it twice is once.

    Raises Refused when there is no such card.
    """
    gift = db.lock(gift)
    if not gift.card_by_post or gift.returned_at is not None:
        raise Refused("There is no card to mail.")
    if gift.card_sent_at is None:
        gift.card_sent_at, gift.card_sent_by = now, by.person_id
        audit.record("sent a card by post", gift, by=by, now=now)
