"""Gifts that came by hand, by mail or as a thing: one by one, or many with their sum."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from chapter import audit, db, money
from chapter.audit import Actor
from chapter.giving.models import Drive, Gift
from chapter.giving.purpose import NAME
from chapter.giving.rules.gifts import Tribute, told_of
from chapter.mail.addresses import email_key
from chapter.payments.models import IN_KIND, Order, OrderLine
from chapter.payments.rules import books
from chapter.payments.rules.receipts import DESCRIBED
from chapter.refusal import Refused
from chapter.settings import queries as settings


@dataclass(frozen=True)
class Came:
    """One gift as it came in. ``thing`` describes what was given in kind, which has no amount, or which
    shares. ``fund_id``: which fund of the drive it is for, if it is for one."""

    cents: int
    name: str
    email: str = ""
    thing: str = ""
    anonymous: bool = False
    fund_id: int | None = None
    tribute: Tribute | None = None


def record(
    drive: Drive, came: Came, *, method: str, received_on: date, nonce: str, by: Actor, now: datetime
) -> Gift:
    """Enter it: it is on the meter at once, and its receipt is made. The same form sent twice is one gift.

    Raises Refused for a day to come, for no amount where there has to be one, or for a thing or shares that
    nobody described.
    """
    known = db.first(select(Gift).where(Gift.nonce == nonce))
    if known is not None:
        return known
    _check_day(received_on, now)
    if method != IN_KIND and came.cents <= 0:
        raise Refused("How much came in?", "amount")
    if method in DESCRIBED and not came.thing:
        raise Refused("Describe it: the receipt says what it was, and puts no value on it.", "thing")
    gift = _gift(drive, came, nonce, now, in_kind=method == IN_KIND)
    order = _order(gift, came, now)
    at = datetime.combine(received_on, time(12), settings.current().zone_info)
    books.book(
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


@dataclass(frozen=True)
class Batch:
    """Many gifts to one drive that came in one way on one day, with their sum as it was counted by hand."""

    gifts: Sequence[Came]
    control_cents: int
    method: str
    received_on: date

    def number(self, drive: Drive, place: int) -> str:
        """What names one of its gifts: the list itself, and its place in it. So the same list that is sent
        again, by whichever form, goes on where it stopped, and enters nothing twice."""
        came = self.gifts[place]
        told = (drive.id, self.method, self.received_on, self.control_cents, place, *astuple(came))
        return hashlib.sha256(repr(told).encode()).hexdigest()


def check(drive: Drive, batch: Batch, *, now: datetime) -> None:
    """Raises Refused when the sum of the lines is not what was counted, a line has no amount, or the day is
    still to come: then none of them is entered."""
    total = sum(came.cents for came in batch.gifts)
    if total != batch.control_cents:
        listed, counted = money.show(total, drive.currency), money.show(batch.control_cents, drive.currency)
        raise Refused(
            f"The lines come to {listed}, and you counted {counted}. Nothing was entered.", "control"
        )
    if any(came.cents <= 0 for came in batch.gifts):
        raise Refused("A line has no amount. Nothing was entered.", "rows")
    _check_day(batch.received_on, now)


def record_one_of(drive: Drive, batch: Batch, place: int, *, by: Actor, now: datetime) -> bool:
    """Enter the gift at ``place`` of a batch that was checked. Whether it is news. Each is a transaction of
    its own, so that nobody waits while a long list is entered."""
    number = batch.number(drive, place)
    if db.first(select(Gift.id).where(Gift.nonce == number)) is not None:
        return False
    record(
        drive, batch.gifts[place], method=batch.method, received_on=batch.received_on, nonce=number, by=by,
        now=now,
    )  # fmt: skip
    return True


def _check_day(received_on: date, now: datetime) -> None:
    if received_on > now.astimezone(settings.current().zone_info).date():
        raise Refused("That day is still to come.", "received_on")


def _gift(drive: Drive, came: Came, nonce: str, now: datetime, *, in_kind: bool) -> Gift:
    gift = Gift(
        drive=drive,
        drive_id=drive.id,
        fund_id=came.fund_id,
        name=came.name,
        email=came.email,
        email_key=email_key(came.email),
        net_cents=came.cents,
        anonymous=came.anonymous,
        thing=came.thing if in_kind else "",
        nonce=nonce,
        made_at=now,
        **told_of(came.tribute),
    )
    db.session.add(gift)
    db.session.flush()
    return gift


def _order(gift: Gift, came: Came, now: datetime) -> Order:
    line = OrderLine(
        place=0,
        label=gift.thing[:200] or f"Gift: {gift.drive.title}",
        amount_cents=came.cents,
        value_cents=0,
        account=gift.drive.account(gift.fund_id),
    )
    order = Order(
        purpose=NAME,
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
