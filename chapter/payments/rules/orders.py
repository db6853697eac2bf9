"""Opening orders, trying to have them paid, and letting them go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from chapter import db
from chapter.mail.addresses import email_key
from chapter.payments import purposes
from chapter.payments.models import Attempt, Order, OrderLine
from chapter.people.models import hashed
from chapter.refusal import Refused

SMALLEST_CENTS, LARGEST_CENTS = 100, 99_999_900
"""What Checkout takes: Stripe's own limits are 50 cents and 999,999.99 (docs.stripe.com/currencies)."""

SESSION_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Line:
    """A line of an order to be: amounts in cents; see models.OrderLine."""

    label: str
    amount_cents: int
    account: str
    value_cents: int = 0


@dataclass(frozen=True)
class Payer:
    """Who pays: as she says, and who she is when she signed in."""

    name: str
    email: str
    person_id: int | None = None


def open_one(
    purpose: str, reference: str, lines: Sequence[Line], currency: str, payer: Payer, *, now: datetime
) -> Order:
    """A new order. Raises Refused when its sum is below or above what may be paid at once."""
    purposes.called(purpose)
    total = sum(line.amount_cents for line in lines)
    if not SMALLEST_CENTS <= total <= LARGEST_CENTS:
        raise Refused("That amount is too small or too large to be paid at once.", "amount")
    order = _kept(purpose, reference, lines, currency, payer, now)
    db.session.flush()
    return order


def _kept(
    purpose: str, reference: str, lines: Sequence[Line], currency: str, payer: Payer, now: datetime
) -> Order:
    order = Order(
        purpose=purpose,
        reference=reference,
        currency=currency,
        payer_name=payer.name,
        payer_email=payer.email,
        email_key=email_key(payer.email),
        person_id=payer.person_id,
        opened_at=now,
        lines=[
            OrderLine(
                place=place, label=line.label, amount_cents=line.amount_cents,
                value_cents=line.value_cents, account=line.account,
            )
            for place, line in enumerate(lines)
        ],
    )  # fmt: skip
    db.session.add(order)
    return order


def attempt(order: Order, browser: str, *, now: datetime) -> Attempt:
    """The next attempt to have ``order`` paid, begun by the browser that holds the secret ``browser``."""
    order = db.lock(order)
    if not order.open:
        raise Refused("That is paid already, or closed.")
    before = select(func.count()).where(Attempt.order_id == order.id)
    made = Attempt(
        order=order,
        number=(db.session.scalar(before) or 0) + 1,
        browser_hash=hashed(browser) if browser else "",
        began_at=now,
    )
    db.session.add(made)
    db.session.flush()
    return made


def note_session(made: Attempt, session_id: str, *, now: datetime) -> None:
    """Stripe opened this session for the attempt."""
    made = db.lock(made)
    made.session_id, made.asked_at = session_id, now


def end(made: Attempt, *, now: datetime) -> None:
    """The attempt came to nothing: its session expired or its bank debit failed."""
    made = db.lock(made)
    if made.ended_at is None:
        made.ended_at = now


def close(order: Order, why: str, *, now: datetime) -> None:
    """Nobody will pay it any more."""
    order = db.lock(order)
    if order.open:
        order.closed_at, order.closed_why = now, why
