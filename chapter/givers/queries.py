"""Who gives: each giver with what the ledger says came from them, and their status."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from chapter import db
from chapter.email_addresses import address_contains
from chapter.givers.models import SoftCredit, Statement
from chapter.giving.models import Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.giving.queries import COUNTED, LAPSED_AFTER
from chapter.mail import suppression
from chapter.mail.models import Mail
from chapter.payments import queries as payments
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt
from chapter.people.models import Person

FIRST, AGAIN, LAPSED = "first", "again", "lapsed"
STATUS_FILTERS = {
    "": "All givers",
    FIRST: "First-time givers",
    AGAIN: "Repeat givers",
    LAPSED: "Lapsed givers",
}
STATUS_TAGS = {
    FIRST: ("First-time giver", "label"), AGAIN: ("Repeat giver", "done"),
    LAPSED: ("Lapsed giver", "waiting"),
}  # fmt: skip
"""A giver lapsed when the last gift is more than a year ago."""


@dataclass(frozen=True)
class GiverQuery:
    """Which givers to list: their status, and words of their names."""

    standing: str = ""
    q: str = ""


def find_givers(asked: GiverQuery, now: datetime) -> Select[Person, int, datetime | None, datetime | None]:
    """(person, gifts, first, last) of the givers that match, the latest first."""
    many, last = func.count(Gift.id), func.max(Gift.paid_at)
    found = (
        select(Person, many.label("gifts"), func.min(Gift.paid_at).label("first"), last.label("last"))
        .join(Gift, Gift.person_id == Person.id)
        .where(*COUNTED, Gift.erased_at.is_(None))
        .group_by(Person.id)
    )
    lately = last >= now - LAPSED_AFTER
    which = {FIRST: and_(many == 1, lately), AGAIN: and_(many > 1, lately), LAPSED: ~lately}
    if asked.standing:
        found = found.having(which[asked.standing])
    if asked.q:
        found = found.where(or_(Person.name.icontains(asked.q, autoescape=True), _mailed(asked.q)))
    return found.order_by(last.desc(), Person.id)


def giver_status(gifts: int, last: datetime | None, now: datetime) -> str:
    """FIRST, AGAIN or LAPSED, by how many gifts there are and when the last was paid."""
    if last is None or last < now - LAPSED_AFTER:
        return LAPSED
    return AGAIN if gifts > 1 else FIRST


def income_by_giver(person_ids: list[int]) -> dict[int, dict[str, int]]:
    """What came from each of these people, in cents by currency, by the ledger; in one statement."""
    sums = (
        select(Gift.person_id, LedgerEntry.currency, func.sum(payments.net_income()))
        .join(Order, Order.id == LedgerEntry.order_id)
        .join(Gift, and_(Gift.public_id == Order.reference, Order.purpose == PURPOSE_NAME))
        .where(Gift.person_id.in_(person_ids))
        .group_by(Gift.person_id, LedgerEntry.currency)
    )
    found: dict[int, dict[str, int]] = {}
    for person_id, currency, cents in db.session.execute(sums):
        found.setdefault(person_id or 0, {})[currency] = int(cents)
    return found


def gifts_of_giver(person_id: int) -> list[Gift]:
    """The giver's gifts, the latest first, returned and voided ones included."""
    return list(
        db.session.scalars(paid_gifts_of_giver(person_id).order_by(Gift.paid_at.desc(), Gift.id.desc()))
    )


def paid_gifts_of_giver(person_id: int) -> Select[Gift]:
    """The giver's gifts that were paid, in no order."""
    return select(Gift).where(Gift.person_id == person_id, Gift.paid_at.is_not(None))


def receipts_of_giver(person_id: int) -> list[Receipt]:
    """The valid receipts of the giver's gifts, in order."""
    return receipts_by_giver([person_id]).get(person_id, [])


def receipts_by_giver(person_ids: Collection[int]) -> dict[int, list[Receipt]]:
    """The valid receipts of many people's gifts, by person id; in one statement."""
    standing = (
        select(Receipt, Gift.person_id)
        .join(Payment, Receipt.payment_id == Payment.id)
        .join(Order, Order.id == Payment.order_id)
        .join(Gift, and_(Gift.public_id == Order.reference, Order.purpose == PURPOSE_NAME))
        .where(Gift.person_id.in_(person_ids), Receipt.voided_at.is_(None))
        .order_by(Receipt.number)
    )
    found: dict[int, list[Receipt]] = {}
    for receipt, person_id in db.session.execute(standing):
        found.setdefault(person_id or 0, []).append(receipt)
    return found


def soft_credits_of_person(person_id: int) -> list[SoftCredit]:
    """Gifts of others for which this person is thanked as well."""
    hers = select(SoftCredit).join(SoftCredit.gift).where(SoftCredit.person_id == person_id)
    standing = hers.where(Gift.voided_at.is_(None)).order_by(SoftCredit.id.desc())
    return list(db.session.scalars(standing))


def soft_credits_of(gift: Gift) -> list[SoftCredit]:
    """The people who are thanked for ``gift`` as well."""
    return list(
        db.session.scalars(select(SoftCredit).where(SoftCredit.gift_id == gift.id).order_by(SoftCredit.id))
    )


def count_statements(year: int) -> int:
    """How many givers were mailed their statement of that year."""
    return db.session.scalar(select(func.count()).where(Statement.year == year)) or 0


def givers_of_year(year: int, zone: ZoneInfo) -> Select[Person]:
    """The people who gave in that year of the chapter's, without erased ones."""
    begins, ends = (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
    gave = select(Gift.person_id).where(
        *COUNTED, Gift.erased_at.is_(None), Gift.paid_at >= begins, Gift.paid_at < ends
    )
    return select(Person).where(Person.id.in_(gave), Person.erased_at.is_(None))


def givers_without_mail(year: int, zone: ZoneInfo) -> list[Person]:
    """The people who gave in that year and get no mail, by name: they left no email, or it may not be
    used."""
    found = list(db.session.scalars(givers_of_year(year, zone).order_by(Person.name, Person.id)))
    closed = suppression.suppressed(person.email for person in found if person.email)
    return [person for person in found if not person.email or person.email in closed]


def _mailed(words: str) -> ColumnElement[bool]:
    return Person.id.in_(select(Gift.person_id).where(address_contains(words, Gift.email_key, Gift.email)))


CARD_KEY = "gift-card-"


CARDS_LEAVE_AT = time(9)
"""The time of day, in the chapter's time zone."""


def cards_due(now: datetime, zone: ZoneInfo) -> Select[Gift]:
    """Gifts whose tribute card is due: on its day from nine in the morning, in the time zone ``zone``; at
    once when the gift was made or paid on that very day, or names no day."""
    local = now.astimezone(zone)
    today, midnight = local.date(), datetime.combine(local.date(), time(), zone).astimezone(UTC)
    of_today = and_(Gift.card_on == today, or_(Gift.made_at >= midnight, Gift.paid_at >= midnight))
    day_has_come = Gift.card_on <= today if local.time() >= CARDS_LEAVE_AT else Gift.card_on < today
    return (
        select(Gift)
        .where(*COUNTED, Gift.card_email != "", Gift.card_sent_at.is_(None))
        .where(or_(Gift.card_on.is_(None), day_has_come, of_today))
        .order_by(Gift.id)
    )


def cards_to_report(most: int) -> Select[Gift]:
    """Gifts whose card was sent, by mail or by post, and whose giver can be notified and was not yet."""
    left = select(Mail.dedup_key).where(Mail.kind == "giving.card", Mail.sent_at.is_not(None))
    by_post = Gift.card_email == ""
    return (
        select(Gift)
        .where(Gift.card_sent_at.is_not(None), Gift.card_reported_at.is_(None))
        .where(Gift.email != "", Gift.voided_at.is_(None))
        .where(or_(by_post, (CARD_KEY + Gift.public_id).in_(left)))
        .order_by(Gift.id)
        .limit(most)
    )


def card_mail(gift: Gift) -> Mail | None:
    """The mail of the tribute card of ``gift``, sent or queued; None when there is none."""
    return db.first(select(Mail).where(Mail.dedup_key == CARD_KEY + gift.public_id))
