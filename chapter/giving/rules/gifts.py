"""A gift, from what was typed to the order that asks for its money."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.email_addresses import email_key
from chapter.giving import words
from chapter.giving.models import CLOSED, NOT_YET, OPEN, OVER, REACHED, Drive, Gift
from chapter.giving.purpose import PURPOSE_NAME
from chapter.payments.models.orders import Order
from chapter.payments.rules import orders
from chapter.payments.rules.orders import LineInput, Payer
from chapter.people import verification
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web.filters import full_day

NOT_OPEN = {
    NOT_YET: "This drive has not begun yet.",
    OVER: "This drive has ended. Thank you for wanting to give.",
    CLOSED: "This drive has ended. Thank you for wanting to give.",
    REACHED: "This drive has reached its goal. Thank you for wanting to give.",
}

GIVER = Actor("guest")
CARD_WITHIN = timedelta(days=366)
"""How far ahead the day of a card may be."""


@dataclass(frozen=True)
class Tribute:
    """In honor or in memory of ``name``; a card goes to ``card_email``, on ``card_on`` or at once."""

    kind: str
    name: str
    card_name: str = ""
    card_email: str = ""
    card_on: date | None = None


@dataclass(frozen=True)
class GiftInput:
    """What a giver asks for. The giver chooses the amount; everything that follows from it is computed."""

    net_cents: int
    name: str
    email: str
    cover: bool = False
    fund_id: int | None = None
    anonymous: bool = False
    message: str = ""
    tribute: Tribute | None = None


def make_gift(
    drive: Drive, wanted: GiftInput, *, raised_cents: int, person: Person | None, nonce: str, now: datetime
) -> Gift:
    """Create a gift, not paid yet; or return the one that this form made already, if it said the same. A form
    that was changed after it was sent makes another gift: the last one sent is the one that is paid.

    Raises Refused when the drive takes no gifts now, the amount is out of its bounds, or the day of a card is
    over or too far ahead.
    """
    nonce = _nonce_of_input(nonce, wanted)
    known = db.first(select(Gift).where(Gift.nonce == nonce))
    if known is not None:
        return known
    state = drive.state(raised_cents, now)
    if drive.opened_at is None or state != OPEN:
        raise Refused(NOT_OPEN.get(state, NOT_OPEN[NOT_YET]))
    _check_amount(drive, wanted.net_cents)
    check_card(wanted.tribute, now=now)
    gift = Gift(
        drive=drive, drive_id=drive.id, fund_id=_fund(drive, wanted.fund_id), person_id=person and person.id,
        name=wanted.name, email=wanted.email, email_key=email_key(wanted.email), net_cents=wanted.net_cents,
        cover_cents=drive.cover_cents(wanted.net_cents) if wanted.cover else 0, anonymous=wanted.anonymous,
        message=wanted.message, nonce=nonce, made_at=now, proof=verification.verification_by_form(person),
        **tribute_columns(wanted.tribute),
    )  # fmt: skip
    db.session.add(gift)
    db.session.flush()
    return gift


def prove(gift: Gift, by: str, *, now: datetime) -> None:
    """The giver pressed a button behind the link of their receipt: the gift is theirs, proved ``by`` (a kind
    of chapter.people.verification). Done once, and never lowered; the gift counted since it was paid."""
    gift = db.lock(gift)
    was = gift.proof
    if verification.verify(gift, by, now=now):
        audit.record("proved", gift, by=GIVER, now=now, before={"proof": was}, after={"proof": by})


def _nonce_of_input(nonce: str, wanted: GiftInput) -> str:
    return hashlib.sha256(f"{nonce} {wanted!r}".encode()).hexdigest()[:40]


def _check_amount(drive: Drive, cents: int) -> None:
    if cents < drive.least_cents:
        raise Refused(words.too_little(drive), "other")
    if cents > drive.most_cents:
        raise Refused(words.too_much(drive), "other")


def _fund(drive: Drive, number: int | None) -> int | None:
    funds = [fund.id for fund in drive.open_funds]
    if number in funds:
        return number
    return funds[0] if funds else None


def check_card(tribute: Tribute | None, *, now: datetime) -> None:
    """Raises Refused unless the day of its card is from today until a year ahead, in the chapter's time
    zone."""
    if tribute is None or tribute.card_on is None:
        return
    today = now.astimezone(settings.current().zone_info).date()
    last = today + CARD_WITHIN
    if tribute.card_on < today:
        raise Refused(
            "That day has passed. Choose another, or leave it empty to send the card now.", "card_on"
        )
    if tribute.card_on > last:
        raise Refused(f"Choose a day within a year, until {full_day(last)}.", "card_on")


def tribute_columns(tribute: Tribute | None) -> dict[str, str | date | None]:
    """The columns of a gift that hold ``tribute``."""
    if tribute is None:
        return {}
    return {
        "tribute": tribute.kind, "tribute_name": tribute.name, "card_name": tribute.card_name,
        "card_email": tribute.card_email, "card_on": tribute.card_on,
    }  # fmt: skip


def open_order(gift: Gift, *, form: str = "", now: datetime) -> Order:
    """The order for the money of ``gift``: the one that is open already, if there is one. ``form`` names the
    form that it came by: earlier orders of the same form can't be paid any more. Raises Refused when the gift
    is paid, or its sum can't be paid at once."""
    orders_of = select(Order).where(Order.purpose == PURPOSE_NAME, Order.reference == gift.public_id)
    known = db.first(orders_of.order_by(Order.id.desc()))
    if known is not None and known.paid_at is not None:
        raise Refused("We already have this gift. Thank you.")
    if known is not None and known.open:
        return known
    account = gift.drive.account(gift.fund_id)
    lines = [LineInput(f"Gift: {gift.drive.title}", gift.net_cents, account)]
    if gift.cover_cents:
        lines.append(LineInput("Card fee you covered", gift.cover_cents, account))
    payer = Payer(gift.name, gift.email, gift.person_id)
    return orders.open_order(
        PURPOSE_NAME, gift.public_id, lines, gift.drive.currency, payer, form=form, now=now
    )
