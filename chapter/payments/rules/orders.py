"""Opening orders, attempts to have them paid, and closing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.accounts.models import secret_hash
from chapter.email_addresses import email_key
from chapter.payments import purposes
from chapter.payments.models.orders import Attempt, Order, OrderLine
from chapter.refusal import Refused

SMALLEST_CENTS, LARGEST_CENTS = 100, 99_999_900
"""What Checkout takes: Stripe's own limits are 50 cents and 999,999.99 (docs.stripe.com/currencies)."""

SESSION_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class LineInput:
    """A line of an order to be opened: amounts in cents; see models.OrderLine."""

    label: str
    amount_cents: int
    account: str
    value_cents: int = 0


@dataclass(frozen=True)
class Payer:
    """Who pays: name and email as typed, and their person when they are signed in."""

    name: str
    email: str
    person_id: int | None = None


def open_order(
    purpose: str, reference: str, lines: Sequence[LineInput], currency: str, payer: Payer, *, now: datetime,
    form: str = "",
) -> Order:  # fmt: skip
    """Open an order, by the form called ``form``. Raises Refused when its sum is below or above what may be
    paid at once."""
    purposes.get_purpose(purpose)
    total = sum(line.amount_cents for line in lines)
    if not SMALLEST_CENTS <= total <= LARGEST_CENTS:
        raise Refused("That amount is too small or too large to pay online.", "amount")
    order = Order(
        purpose=purpose, reference=reference, currency=currency, payer_name=payer.name,
        payer_email=payer.email, email_key=email_key(payer.email), person_id=payer.person_id, opened_at=now,
        form=form, lines=[_order_line(place, line) for place, line in enumerate(lines)],
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    return order


def _order_line(place: int, line: LineInput) -> OrderLine:
    return OrderLine(
        position=place, label=line.label, amount_cents=line.amount_cents, value_cents=line.value_cents,
        account=line.account,
    )  # fmt: skip


def begin_attempt(order: Order, browser: str, *, now: datetime) -> Attempt:
    """The attempt to have ``order`` paid: the one that is open, or the next, begun by the browser that holds
    the secret ``browser``. Raises Refused when the order is paid, closed, or under way from a bank."""
    return _open_or_new_attempt(order, secret_hash(browser) if browser else "", now)


def begin_next_attempt(ended: Attempt, *, now: datetime) -> Attempt:
    """The attempt after one that ended unpaid, by the same browser. Raises Refused as ``begin_attempt``
    does."""
    return _open_or_new_attempt(ended.order, ended.browser_hash, now)


def _open_or_new_attempt(order: Order, browser_hash: str, now: datetime) -> Attempt:
    order = db.lock(order)
    if order.processing_since is not None:
        raise Refused("Your bank is already sending this. We will email you when it arrives.")
    if not order.open:
        raise Refused("This is already paid, or closed.")
    tried = select(Attempt).where(Attempt.order_id == order.id).order_by(Attempt.number.desc())
    last = db.first(tried)
    if last is not None and last.ended_at is None:
        return last
    made = Attempt(
        order=order, number=last.number + 1 if last else 1, browser_hash=browser_hash, began_at=now
    )
    db.session.add(made)
    db.session.flush()
    return made


def attach_session(made: Attempt, session_id: str, *, now: datetime) -> bool:
    """Record the session that Stripe opened for the attempt. Returns whether its order may still be paid by
    it: a later submission of the same form may have replaced it meanwhile."""
    made = db.lock(made)
    made.session_id, made.refreshed_at = session_id, now
    return made.ended_at is None and db.lock(made.order).open


def end_attempt(tried: Attempt, *, asked: bool = False, now: datetime) -> None:
    """End the attempt, paid or not. ``asked``: Stripe said so just now."""
    tried = db.lock(tried)
    if asked:
        tried.refreshed_at = now
    if tried.ended_at is None:
        tried.ended_at = now


def expire(order: Order, *, now: datetime) -> None:
    """Nobody can pay by its sessions any more: close the order, unless another attempt is open or a bank
    payment is under way."""
    order = db.lock(order)
    open_ones = select(Attempt.id).where(Attempt.order_id == order.id, Attempt.ended_at.is_(None))
    if order.processing_since is None and db.first(open_ones) is None:
        close(order, "nobody paid in time", now=now)


def fail(order: Order, *, now: datetime) -> None:
    """The bank refused a debit: close the order, and let its purpose notify the payer. Reported twice is
    once."""
    order = db.lock(order)
    if order.open:
        order.processing_since = None
        close(order, "the bank said no", now=now)
        purposes.get_purpose(order.purpose).fail(order, now)


def close(order: Order, why: str, *, now: datetime) -> None:
    """Close the order: nobody will pay it any more."""
    order = db.lock(order)
    if order.open:
        order.closed_at, order.closed_why = now, why
        purposes.get_purpose(order.purpose).close(order, now)
