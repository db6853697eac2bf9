"""Gifts that came by hand, by mail or as a thing: one by one, or many with their sum."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import select

from chapter import audit, db, money
from chapter.audit import Actor
from chapter.giving.models import Drive, Gift
from chapter.giving.purpose import NAME
from chapter.giving.rules.gifts import Tribute, check_card, told_of
from chapter.mail.addresses import email_key
from chapter.payments.models import IN_KIND, Order, OrderLine
from chapter.payments.rules import books
from chapter.payments.rules.receipts import DESCRIBED
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.people.proof import STAFF
from chapter.people.rules import persons
from chapter.refusal import Refused
from chapter.settings import queries as settings

SOMEONE_NEW = 0
"""In place of a person's number: none of those whom we know."""


@dataclass(frozen=True)
class Came:
    """One gift as it came in. ``thing`` describes what was given in kind, which has no amount, or which
    shares. ``fund_id``: which fund of the drive it is for, if it is for one. ``giver_id``: who of those whom
    we know gave it, or SOMEONE_NEW; None: whoever has just this name and email, else somebody new."""

    cents: int
    name: str
    email: str = ""
    thing: str = ""
    anonymous: bool = False
    fund_id: int | None = None
    tribute: Tribute | None = None
    giver_id: int | None = None


def record(
    drive: Drive, came: Came, *, method: str, received_on: date, nonce: str, by: Actor, now: datetime,
    corrects: Gift | None = None,
) -> Gift:  # fmt: skip
    """Enter it: it is on the meter at once, and its receipt is made. The same form sent twice is one gift.
    ``corrects``: the voided gift in whose place it stands.

    Raises Refused for a day to come, for no amount where there has to be one, for a thing or shares that
    nobody described, and for a card that can't leave on its day.
    """
    known = entered(nonce) if corrects is None else None
    if known is not None:
        return known
    _check_day(received_on, now)
    if method != IN_KIND and came.cents <= 0:
        raise Refused("How much came in?", "amount")
    if method in DESCRIBED and not came.thing:
        raise Refused("Describe it: the receipt says what it was, and puts no value on it.", "thing")
    if corrects is None or told_of(came.tribute) != _told_by(corrects):
        check_card(came.tribute, now=now)
    gift = _gift(drive, came, nonce, now, corrects, in_kind=method == IN_KIND)
    order = _order(gift, came, now)
    at = datetime.combine(received_on, time(12), settings.current().zone_info)
    books.book_new(
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


def entered(nonce: str) -> Gift | None:
    """The gift that this form made already."""
    return db.first(select(Gift).where(Gift.nonce == nonce))


def likely(name: str, email: str) -> list[Person]:
    """Whom we know already and who may have given it under this name and email, the likeliest first. Nobody
    when it is clear: one person has just this name and email, or nobody is like her."""
    known = people.called(name, email)
    if known is not None and email:
        return []
    alike = people.alike(name, email)
    return [] if alike == [known] else alike


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
        what = (came.cents, came.name, came.email, came.thing, came.anonymous, came.fund_id, came.tribute)
        told = (drive.id, self.method, self.received_on, self.control_cents, place, *what)
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def mark(self, drive: Drive) -> str:
        """What names the whole list as it was read: what was looked through is what is entered."""
        numbers = [self.number(drive, place) for place in range(len(self.gifts))]
        return hashlib.sha256(" ".join(numbers).encode()).hexdigest()[:32]

    def first_like(self, place: int) -> int:
        """The first place at which the same name and email stand."""
        same = self.gifts[place].name, self.gifts[place].email
        return next(n for n, came in enumerate(self.gifts) if (came.name, came.email) == same)


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


def unclear(drive: Drive, batch: Batch) -> Mapping[int, list[Person]]:
    """By place, whom we know and who may have given it, for each name of the list of which that is not clear
    and which was not entered before. A name that stands there twice is asked about once, at its first
    place."""
    firsts = (place for place in range(len(batch.gifts)) if batch.first_like(place) == place)
    found = {
        place: likely(batch.gifts[place].name, batch.gifts[place].email)
        for place in firsts
        if entered(batch.number(drive, place)) is None
    }
    return {place: alike for place, alike in found.items() if alike}


def record_one_of(
    drive: Drive, batch: Batch, place: int, *, by: Actor, now: datetime, giver_id: int | None = None
) -> bool:
    """Enter the gift at ``place`` of a batch that was checked. Whether it is news. Each is a transaction of
    its own, so that nobody waits while a long list is entered. ``giver_id`` as in Came; a name that stands
    there twice is one person."""
    number, came = batch.number(drive, place), batch.gifts[place]
    if entered(number) is not None:
        return False
    before = entered(batch.number(drive, batch.first_like(place)))
    if before is not None:
        giver_id = before.person_id
    record(
        drive, replace(came, giver_id=giver_id), method=batch.method, received_on=batch.received_on,
        nonce=number, by=by, now=now,
    )  # fmt: skip
    return True


def _check_day(received_on: date, now: datetime) -> None:
    if received_on > now.astimezone(settings.current().zone_info).date():
        raise Refused("That day is still to come.", "received_on")


def _told_by(gift: Gift) -> dict[str, str | date | None]:
    return {name: getattr(gift, name) for name in told_of(Tribute("", ""))} if gift.tribute else {}


def _giver(came: Came, now: datetime) -> int | None:
    """The number of who was chosen, a new person's where nobody was; None where nothing was asked."""
    if came.giver_id != SOMEONE_NEW:
        return came.giver_id
    person = persons.add(came.name, came.email, now=now)
    db.session.flush()
    return person.id


def _gift(
    drive: Drive, came: Came, nonce: str, now: datetime, corrects: Gift | None, *, in_kind: bool
) -> Gift:
    gift = Gift(
        drive=drive, drive_id=drive.id, fund_id=came.fund_id, person_id=_giver(came, now), name=came.name,
        email=came.email, email_key=email_key(came.email), net_cents=came.cents, anonymous=came.anonymous,
        thing=came.thing if in_kind else "", nonce=nonce, made_at=now, proof=STAFF,
        corrects_id=corrects.id if corrects else None, **told_of(came.tribute),
    )  # fmt: skip
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
