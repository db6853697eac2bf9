"""Who gives: each with what the ledger says came from her, and how she stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from chapter import db
from chapter.email_addresses import address_contains
from chapter.giving.models import Gift, SoftCredit, Statement
from chapter.giving.purpose import NAME
from chapter.giving.queries import HAS
from chapter.mail import suppression
from chapter.payments import queries as payments
from chapter.payments.models import Movement, Order, Payment
from chapter.payments.receipting import Receipt
from chapter.people.models import Person

LAPSES = timedelta(days=365)
FIRST, AGAIN, LAPSED = "first", "again", "lapsed"
STANDINGS = {"": "Everybody who gave", FIRST: "Who gave once", AGAIN: "Who gave again", LAPSED: "Who lapsed"}
SAID = {FIRST: ("First gift", "label"), AGAIN: ("Gave again", "done"), LAPSED: ("Lapsed", "waiting")}
"""A giver lapsed when her last gift is more than a year ago."""


@dataclass(frozen=True)
class Asked:
    """Which givers: how they stand, and words of their names."""

    standing: str = ""
    words: str = ""
    page: int = 1


def read(args: Mapping[str, str]) -> Asked:
    """What an address asks for; nonsense is as if it were not there."""
    standing, page = args.get("standing", ""), args.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    return Asked(standing if standing in STANDINGS else "", args.get("q", "").strip()[:120], max(1, number))


def givers(asked: Asked, now: datetime) -> Select[Person, int, datetime | None, datetime | None]:
    """(person, gifts, first, last) of those who gave, the latest first."""
    many, last = func.count(Gift.id), func.max(Gift.paid_at)
    found = (
        select(Person, many.label("gifts"), func.min(Gift.paid_at).label("first"), last.label("last"))
        .join(Gift, Gift.person_id == Person.id)
        .where(*HAS, Gift.erased_at.is_(None))
        .group_by(Person.id)
    )
    lately = last >= now - LAPSES
    which = {FIRST: and_(many == 1, lately), AGAIN: and_(many > 1, lately), LAPSED: ~lately}
    if asked.standing:
        found = found.having(which[asked.standing])
    if asked.words:
        found = found.where(or_(Person.name.icontains(asked.words, autoescape=True), _mailed(asked.words)))
    return found.order_by(last.desc(), Person.id)


def standing(gifts: int, last: datetime | None, now: datetime) -> str:
    """FIRST, AGAIN or LAPSED."""
    if last is None or last < now - LAPSES:
        return LAPSED
    return AGAIN if gifts > 1 else FIRST


def raised_from(person_ids: list[int]) -> dict[int, dict[str, int]]:
    """What came from each of them, in cents by currency, as the ledger has it; in one statement."""
    sums = (
        select(Gift.person_id, Movement.currency, func.sum(payments.income()))
        .join(Order, Order.id == Movement.order_id)
        .join(Gift, and_(Gift.public_id == Order.reference, Order.purpose == NAME))
        .where(Gift.person_id.in_(person_ids))
        .group_by(Gift.person_id, Movement.currency)
    )
    found: dict[int, dict[str, int]] = {}
    for person_id, currency, cents in db.session.execute(sums):
        found.setdefault(person_id or 0, {})[currency] = int(cents)
    return found


def gifts_of(person_id: int) -> list[Gift]:
    """Her gifts, the latest first; those too that went back or were voided."""
    return list(db.session.scalars(paid_by(person_id).order_by(Gift.paid_at.desc(), Gift.id.desc())))


def paid_by(person_id: int) -> Select[Gift]:
    """Her gifts, in no order."""
    return select(Gift).where(Gift.person_id == person_id, Gift.paid_at.is_not(None))


def receipts_of(person_id: int) -> list[Receipt]:
    """The receipts that stand for her gifts, in their order."""
    return receipts_of_these([person_id]).get(person_id, [])


def receipts_of_these(person_ids: Collection[int]) -> dict[int, list[Receipt]]:
    """The same of many people, by their number; in one statement."""
    standing = (
        select(Receipt, Gift.person_id)
        .join(Payment, Receipt.payment_id == Payment.id)
        .join(Order, Order.id == Payment.order_id)
        .join(Gift, and_(Gift.public_id == Order.reference, Order.purpose == NAME))
        .where(Gift.person_id.in_(person_ids), Receipt.voided_at.is_(None))
        .order_by(Receipt.number)
    )
    found: dict[int, list[Receipt]] = {}
    for receipt, person_id in db.session.execute(standing):
        found.setdefault(person_id or 0, []).append(receipt)
    return found


def credited(person_id: int) -> list[SoftCredit]:
    """Gifts of others for which she is thanked as well."""
    hers = select(SoftCredit).join(SoftCredit.gift).where(SoftCredit.person_id == person_id)
    standing = hers.where(Gift.voided_at.is_(None)).order_by(SoftCredit.id.desc())
    return list(db.session.scalars(standing))


def credits_of(gift: Gift) -> list[SoftCredit]:
    """Who is thanked for ``gift`` as well."""
    return list(
        db.session.scalars(select(SoftCredit).where(SoftCredit.gift_id == gift.id).order_by(SoftCredit.id))
    )


def statements_of(year: int) -> Row[int, int]:
    """How many statements of that year were asked for, and how many have left."""
    counts = select(func.count(), func.count(Statement.sent_at)).where(Statement.year == year)
    return db.session.execute(counts).one()


def gave_in(year: int, zone: ZoneInfo) -> Select[Person]:
    """Who gave in that year of the chapter's, and was not erased."""
    begins, ends = (datetime(one, 1, 1, tzinfo=zone).astimezone(UTC) for one in (year, year + 1))
    gave = select(Gift.person_id).where(
        *HAS, Gift.erased_at.is_(None), Gift.paid_at >= begins, Gift.paid_at < ends
    )
    return select(Person).where(Person.id.in_(gave), Person.erased_at.is_(None))


def not_reached(year: int, zone: ZoneInfo) -> list[Person]:
    """Who gave in that year and gets no mail: she left no email, or mail must not go there. By name."""
    found = list(db.session.scalars(gave_in(year, zone).order_by(Person.name, Person.id)))
    closed = suppression.suppressed(person.email for person in found if person.email)
    return [person for person in found if not person.email or person.email in closed]


def _mailed(words: str) -> ColumnElement[bool]:
    return Person.id.in_(select(Gift.person_id).where(address_contains(words, Gift.email_key, Gift.email)))
