"""Offline gifts, entered one by one or as a batch with its sum."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.email_addresses import email_key
from chapter.giving.models import Drive, Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.giving.rules.gifts import Tribute, check_card, tribute_columns
from chapter.payments.models.ledger import IN_KIND
from chapter.payments.models.orders import Order, OrderLine
from chapter.payments.rules import ledger
from chapter.payments.rules.receipts import NONCASH
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.people.verification import STAFF
from chapter.refusal import Refused
from chapter.settings import queries as settings

NEW_PERSON = 0
"""In place of a person id: a new person, none of the known ones."""


@dataclass(frozen=True)
class OfflineInput:
    """One gift as it came in. ``thing`` describes a gift in kind, which has no amount, or which shares were
    given. ``fund_id``: which fund of the drive it is for, if any. ``giver_id``: the known person who gave it,
    or NEW_PERSON; None: the person with exactly this name and email, else a new one."""

    cents: int
    name: str
    email: str = ""
    thing: str = ""
    anonymous: bool = False
    fund_id: int | None = None
    tribute: Tribute | None = None
    giver_id: int | None = None


def record_gift(
    drive: Drive, came: OfflineInput, *, method: str, received_on: date, nonce: str, by: Actor, now: datetime,
    corrects: Gift | None = None,
) -> Gift:  # fmt: skip
    """Enter an offline gift: it is on the meter at once, and its receipt is made. The same form sent twice is
    one gift. ``corrects``: the voided gift that it replaces.

    Raises Refused for a day to come, for no amount where one is required, for a gift in kind or shares
    without a description, and for a card whose day is not allowed.
    """
    known = gift_by_nonce(nonce) if corrects is None else None
    if known is not None:
        return known
    check_day(received_on, now)
    if method != IN_KIND and came.cents <= 0:
        raise Refused("Enter the amount received.", "amount")
    if method in NONCASH and not came.thing:
        raise Refused("Describe the gift. The receipt says what it was and puts no value on it.", "thing")
    if corrects is None or tribute_columns(came.tribute) != _tribute_columns_of(corrects):
        check_card(came.tribute, now=now)
    gift = _gift(drive, came, nonce, now, corrects, in_kind=method == IN_KIND)
    order = _order(gift, came, now)
    at = datetime.combine(received_on, time(12), settings.current().zone_info)
    ledger.book_new_order(
        order,
        object_id=f"offline-{gift.public_id}",
        method=method,
        received_at=at,
        now=now,
        by=by.person_id,
        note=came.thing,
    )
    audit.record("entered gift", gift, by=by, now=now, after={"method": method, "cents": came.cents})
    return gift


def gift_by_nonce(nonce: str) -> Gift | None:
    """The gift that the form with this nonce made; None when there is none."""
    return db.first(select(Gift).where(Gift.nonce == nonce))


def likely_givers(name: str, email: str) -> list[Person]:
    """The known people who may have given under this name and email, the likeliest first. Empty when it is
    clear: one person has exactly this name and email, or nobody is like them."""
    known = people.person_named(name, email)
    if known is not None and email:
        return []
    alike = people.similar_people(name, email)
    return [] if alike == [known] else alike


def check_day(received_on: date, now: datetime) -> None:
    if received_on > now.astimezone(settings.current().zone_info).date():
        raise Refused("That date is in the future.", "received_on")


def _tribute_columns_of(gift: Gift) -> dict[str, str | date | None]:
    return {name: getattr(gift, name) for name in tribute_columns(Tribute("", ""))} if gift.tribute else {}


def _giver_id(came: OfflineInput, now: datetime) -> int | None:
    """The id of the chosen giver, or of a new person for NEW_PERSON; None when no choice was made."""
    if came.giver_id != NEW_PERSON:
        return came.giver_id
    person = persons.add(came.name, came.email, now=now)
    db.session.flush()
    return person.id


def _gift(
    drive: Drive, came: OfflineInput, nonce: str, now: datetime, corrects: Gift | None, *, in_kind: bool
) -> Gift:
    gift = Gift(
        drive=drive, drive_id=drive.id, fund_id=came.fund_id, person_id=_giver_id(came, now), name=came.name,
        email=came.email, email_key=email_key(came.email), net_cents=came.cents, anonymous=came.anonymous,
        thing=came.thing if in_kind else "", nonce=nonce, made_at=now, proof=STAFF,
        corrects_id=corrects.id if corrects else None, **tribute_columns(came.tribute),
    )  # fmt: skip
    db.session.add(gift)
    db.session.flush()
    return gift


def _order(gift: Gift, came: OfflineInput, now: datetime) -> Order:
    line = OrderLine(
        position=0,
        label=gift.thing[:200] or f"Gift: {gift.drive.title}",
        amount_cents=came.cents,
        value_cents=0,
        account=gift.drive.account(gift.fund_id),
    )
    order = Order(
        purpose=PURPOSE_NAME,
        reference=gift.public_id,
        currency=gift.drive.currency,
        payer_name=gift.name,
        payer_email=gift.email,
        email_key=gift.email_key,
        opened_at=now,
        lines=[line],
    )
    db.session.add(order)
    db.session.flush()
    return order
