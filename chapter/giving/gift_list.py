"""The office's lists of gifts, chosen by a sentence, and the status of a giver."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from chapter import db
from chapter.email_addresses import address_contains
from chapter.giving import gift_amounts, queries
from chapter.giving.models import Drive, Gift
from chapter.giving.queries import LAPSED_AFTER
from chapter.giving.rules.drives import ADDRESS
from chapter.payments.models.receipts import Receipt
from chapter.web import record_redirects

STATES = {
    "": "All gifts",
    "unthanked": "Not thanked for in 48 hours",
    "words": "To review for the giver wall",
    "cards": "With a card to mail",
    "returned": "Refunded",
    "disputed": "Disputed",
    "voided": "Voided",
    "tribute": "In honor or in memory",
}


@dataclass(frozen=True)
class GiftQuery:
    """Which gifts to list; an empty field does not filter. ``drive`` is a slug."""

    state: str = ""
    drive: str = ""
    q: str = ""


def describe_query(asked: GiftQuery) -> str:
    """The query in words, for the audit log; empty: all gifts."""
    parts = [STATES[asked.state] if asked.state else ""]
    parts.append(f"drive “{asked.drive}”" if asked.drive else "")
    parts.append(f"name or email with “{asked.q}”" if asked.q else "")
    return ", ".join(part for part in parts if part)


def find_gifts(asked: GiftQuery, now: datetime) -> Select[Gift]:
    """The gifts that match the query, the latest first."""
    found = {
        "unthanked": queries.unthanked_gifts(now),
        "words": queries.gifts_waiting_for_wall(),
        "cards": queries.gifts_with_card_by_post(),
        "returned": select(Gift).where(Gift.paid_at.is_not(None), Gift.voided_at.is_(None), _returned()),
        "disputed": _under_dispute(),
        "voided": select(Gift).where(Gift.voided_at.is_not(None)),
        "tribute": select(Gift).where(Gift.paid_at.is_not(None), Gift.tribute != ""),
        "": select(Gift).where(Gift.paid_at.is_not(None)),
    }[asked.state]
    if asked.drive:
        found = found.where(
            Gift.drive_id.in_(select(Drive.id).where(record_redirects.has_slug(ADDRESS, asked.drive)))
        )
    if asked.q:
        named = Gift.name.icontains(asked.q, autoescape=True)
        found = found.where(or_(named, address_contains(asked.q, Gift.email_key, Gift.email)))
    return found.order_by(None).order_by(Gift.paid_at.desc(), Gift.id.desc())


def receipts_of(gift: Gift) -> list[Receipt]:
    """Every receipt of a gift, voided ones too, in order."""
    return list(db.session.scalars(queries.receipts_of_gift(gift)))


def giver_status_at(gift: Gift) -> str:
    """Whether it was the giver's first gift, a further one, or one after they had lapsed."""
    if gift.person_id is None or gift.paid_at is None:
        return ""
    earlier = select(func.max(Gift.paid_at)).where(
        *queries.COUNTED, Gift.person_id == gift.person_id, Gift.paid_at < gift.paid_at, Gift.id != gift.id
    )
    last = db.session.scalar(earlier)
    if last is None:
        return "First gift"
    return "Returning giver" if gift.paid_at - last > LAPSED_AFTER else "Repeat gift"


def disputed_gifts(most: int) -> list[tuple[Gift, gift_amounts.GiftAmounts]]:
    """Gifts with an open dispute, the latest first, each with what became of its money."""
    found = db.session.scalars(
        _under_dispute().order_by(Gift.paid_at.desc(), Gift.id.desc()).limit(most)
    ).all()
    came = gift_amounts.amounts_by_gift(found)
    return [(gift, came[gift.public_id]) for gift in found]


def count_disputed() -> int:
    """How many gifts are under dispute."""
    return db.count(_under_dispute())


def count_unthanked(now: datetime) -> int:
    """How many gifts wait for a thank-you."""
    return db.count(queries.unthanked_gifts(now))


def count_waiting_for_wall() -> int:
    """How many gifts wait for staff to review them for the wall."""
    return db.count(queries.gifts_waiting_for_wall())


def count_cards_by_post() -> int:
    """How many cards wait to be sent by post."""
    return db.count(queries.gifts_with_card_by_post())


def _under_dispute() -> Select[Gift]:
    return select(Gift).where(Gift.paid_at.is_not(None), gift_amounts.has_returns(disputed=True))


def _returned() -> ColumnElement[bool]:
    """Whether something of it was returned for good, money or a gift in kind, in SQL."""
    return or_(Gift.returned_at.is_not(None), gift_amounts.has_returns(disputed=False))
