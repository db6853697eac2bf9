"""Calls to Stripe: opening a Checkout, processing events, asking about what is open.

Stripe is asked with no transaction open; its answer is then booked in one. Each job of the worker has a time
budget, stops when Stripe first fails to answer, and resumes where it stopped; one bad event or payment never
stops the next.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from chapter import db
from chapter.gateways import current
from chapter.gateways.stripe import TIMEOUT_SECONDS, Checkout, Session, Stripe
from chapter.gateways.stripe.client import CheckoutItem
from chapter.gateways.stripe.errors import StripeRefused, StripeSilent, StripeUnclear
from chapter.gateways.stripe.http_client import time_limit
from chapter.heartbeat import queries as pulse
from chapter.payments import queries
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Attempt
from chapter.payments.models.stripe import DONE, LONGEST_RETRY_DELAY, NOT_OURS, UNKNOWN, StripeEvent
from chapter.payments.rules import fulfillment, orders
from chapter.payments.rules.fulfillment import NotOurs
from chapter.refusal import Refused

log = structlog.get_logger()
One = TypeVar("One")
SHORTEST_RETRY_DELAY = timedelta(seconds=5)
MOST_DOUBLINGS = 13
BATCH_SIZE = 20
FIRST_REFRESH_AFTER = timedelta(minutes=1)
BUDGET_SECONDS = 20.0
"""How long one run of a job may ask Stripe; the rest waits for the next run."""

SESSION_PAYABLE_FOR = orders.SESSION_LASTS - timedelta(minutes=5)
"""How long a session can be paid: it ends a little before we stop waiting for it."""

SHORTEST_SESSION = timedelta(minutes=31)
"""Stripe opens no session that ends sooner than in half an hour."""


def begin_checkout(attempt: Attempt, *, back: str, landing: str, donation: bool, now: datetime) -> str:
    """The address of the one Checkout by which the order of ``attempt`` can be paid now; ``back`` is where a
    payer goes who cancels, ``landing`` where they arrive after paying.

    An open session is used again; those of other orders by the same form are ended first. Raises
    StripeSilent, StripeRefused; Refused when the order, or an earlier one of the same form, has been paid.
    """
    with time_limit(TIMEOUT_SECONDS):
        for other in queries.open_attempts_of_same_form(attempt.order):
            _replace_attempt(other, now)
        url = _resume_session(attempt, now) if attempt.session_id else ""
        return url or _begin_session(attempt, back, landing, donation=donation, now=now)


def led_to_checkout_before(attempt: Attempt) -> bool:
    """Whether its form led to a Checkout before, by which somebody may have paid."""
    beside = queries.open_attempts_of_same_form(attempt.order)
    return attempt.session_id is not None or any(one.session_id for one in beside)


def _begin_session(attempt: Attempt, back: str, landing: str, *, donation: bool, now: datetime) -> str:
    if attempt.ended_at is not None or attempt.began_at + SESSION_PAYABLE_FOR < now + SHORTEST_SESSION:
        with db.writing():
            orders.end_attempt(attempt, now=now)
            attempt = orders.begin_next_attempt(attempt, now=now)
    session = _open_session(attempt, back, landing, donation=donation)
    with db.writing():
        payable = orders.attach_session(attempt, session.id, now=now)
    if not payable:
        if _expire_session(session.id).complete:
            refresh_session(session.id, now=now)
        raise Refused("Another answer of this form came at the same moment. Press the button once more.")
    return session.url


def _expire_session(session_id: str) -> Session:
    """End that session and return it; or as it is, if somebody completed it in the same moment."""
    try:
        return account().expire(session_id)
    except StripeRefused:
        return account().session(session_id)


def refresh_session(session_id: str, *, now: datetime) -> bool:
    """Ask what became of a session, and update the books; returns whether its order is paid. Raises
    StripeSilent, StripeRefused, NotOurs."""
    db.end_reading()
    return _apply_session(account().session(session_id), now)


def refresh_payment(intent: str, *, now: datetime) -> Payment | None:
    """Ask for all that Stripe has about one payment, and update the books; None while nothing was charged.
    Raises StripeSilent, StripeRefused, NotOurs."""
    db.end_reading()
    money = account().money(intent)
    with db.writing():
        return fulfillment.apply_payment(money, live=account().live, now=now)


def process_events(now: datetime) -> int:
    """Process the events that wait; returns how many succeeded."""
    return for_each("event", queries.due_events(now), lambda event: _process_event(event, now))


def refresh_open_attempts(now: datetime) -> int:
    """Ask about every open attempt, whose webhook may have been lost; close orders that nobody can pay any
    more, unless the clock is in doubt."""
    found = queries.open_attempts(now - FIRST_REFRESH_AFTER)
    for_each(
        "attempt", found, lambda one: _refresh_attempt(one, now), lambda one: _note_failed_refresh(one, now)
    )
    for order in queries.abandoned_orders(now - orders.SESSION_LASTS) if pulse.is_clock_trusted(now) else ():
        with db.writing():
            orders.expire(order, now=now)
    return 0


def refresh_due_payments(now: datetime) -> int:
    """Ask about payments with a missing balance transaction, and daily about all that may still be
    returned."""
    found = queries.payments_to_refresh(now)
    for_each(
        "payment",
        found,
        lambda one: _refresh_one_payment(one, now),
        lambda one: _note_failed_refresh(one, now),
    )
    return 0


def for_each(
    what: str, found: Iterable[One], do: Callable[[One], bool], failed: Callable[[One], None] | None = None
) -> int:
    """Call ``do`` for each, as long as the budget lasts and Stripe answers; returns how many succeeded.
    ``failed`` records that one was tried in vain, so that it does not stay first in line for ever."""
    if current().stripe is None:
        return 0
    until, well = time.monotonic() + BUDGET_SECONDS, 0
    for one in found:
        if time.monotonic() > until:
            break
        try:
            well += do(one)
        except Exception as error:  # whatever is wrong with this one, the next is not to blame
            db.session.rollback()
            if isinstance(error, StripeSilent) and not isinstance(error, StripeUnclear):
                log.warning("stripe_silent", asked_for=what, why=str(error))
                break
            log.error("not_settled", asked_for=what, exc_info=error)
            if failed is not None:
                failed(one)
    return well


def _process_event(event: StripeEvent, now: datetime) -> bool:
    try:
        _end_event(event, _apply_event(event, now), now)
    except NotOurs:
        _end_event(event, NOT_OURS, now)
    except StripeRefused as refused:
        if not refused.final:
            _postpone_event(event, refused, now)
            return False
        _end_event(event, UNKNOWN, now)
    except Exception as trouble:
        _postpone_event(event, trouble, now)
        raise
    return True


def _apply_event(event: StripeEvent, now: datetime) -> str:
    """Process an event, which is only a notice: ask for the object, and book its present state."""
    kind, object_id = event.kind, event.object_id
    if kind.startswith("checkout.session."):
        refresh_session(object_id, now=now)
    elif kind.startswith("payment_intent."):
        refresh_payment(object_id, now=now)
    elif word_in_kind := next(
        (word for word in ("dispute", "refund", "charge") if word in kind.split(".")), ""
    ):
        db.end_reading()
        intent = account().payment_intent_of(word_in_kind, object_id)
        if not intent:
            return NOT_OURS
        refresh_payment(intent, now=now)
    return DONE


def _postpone_event(event: StripeEvent, trouble: Exception, now: datetime) -> None:
    with db.writing():
        event = db.lock(event)
        event.tries += 1
        event.trouble = (str(trouble) or type(trouble).__name__)[:500]
        event.due_at = now + min(
            LONGEST_RETRY_DELAY, SHORTEST_RETRY_DELAY * 2 ** min(event.tries, MOST_DOUBLINGS)
        )


def _end_event(event: StripeEvent, outcome: str, now: datetime) -> None:
    with db.writing():
        event = db.lock(event)
        event.worked_at, event.outcome, event.trouble = now, outcome, ""


def _refresh_attempt(attempt: Attempt, now: datetime) -> bool:
    if attempt.session_id is None:
        over = attempt.began_at < now - orders.SESSION_LASTS and pulse.is_clock_trusted(now)
        return over and _end_attempt(attempt, now)
    try:
        return refresh_session(attempt.session_id, now=now)
    except StripeRefused as refused:
        if not refused.final:
            raise
        return _end_attempt(attempt, now)


def _end_attempt(attempt: Attempt, now: datetime) -> bool:
    """End an attempt by which nobody can pay: it has no session, or one that Stripe does not know."""
    with db.writing():
        orders.end_attempt(attempt, now=now)
        orders.expire(attempt.order, now=now)
    return True


def _refresh_one_payment(payment: Payment, now: datetime) -> bool:
    try:
        return refresh_payment(payment.object_id, now=now) is not None
    except StripeRefused as refused:
        if not refused.final:
            raise
    with db.writing():
        db.lock(payment).unknown_at = now
    return False


def _note_failed_refresh(one: Attempt | Payment, now: datetime) -> None:
    with db.writing():
        if isinstance(one, Attempt):
            db.lock(one).asked_at = now
        else:
            db.lock(one).looked_at = now


def _resume_session(attempt: Attempt, now: datetime) -> str:
    """The address of the attempt's session, when that can still be paid. Raises Refused when it was paid."""
    db.end_reading()
    session = account().session(str(attempt.session_id))
    if session.status == "open":
        return session.url
    if session.expired:
        with db.writing():
            orders.end_attempt(attempt, asked=True, now=now)
        return ""
    _apply_session(session, now)
    raise Refused("You have been through this payment already. Thank you. Your receipt comes by email.")


def _replace_attempt(attempt: Attempt, now: datetime) -> None:
    """End ``attempt``, whose order another one replaces. Raises Refused when it was paid."""
    db.end_reading()
    if attempt.session_id:
        session = account().session(attempt.session_id)
        if session.status == "open":
            session = _expire_session(attempt.session_id)
        if session.complete:
            _apply_session(session, now)
            raise Refused(
                "You paid a moment ago, with what this form said before. Your receipt comes by email. "
                "Open the page again to give once more."
            )
    with db.writing():
        orders.end_attempt(attempt, asked=attempt.session_id is not None, now=now)
        orders.close(attempt.order, "another took its place", now=now)


def _open_session(attempt: Attempt, back: str, landing: str, *, donation: bool) -> Session:
    """Open a session. All that is sent follows from the attempt, so that its key gives the same session
    again."""
    order = attempt.order
    wanted = Checkout(
        reference=order.public_id,
        currency=order.currency,
        items=[CheckoutItem(line.label, line.amount_cents) for line in order.lines if line.amount_cents],
        email=order.payer_email,
        success_url=f"{landing}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=back,
        expires_at=attempt.began_at + SESSION_PAYABLE_FOR,
        idempotency_key=attempt.idempotency_key,
        donation=donation,
    )
    db.end_reading()
    return account().open_session(wanted)


def _apply_session(session: Session, now: datetime) -> bool:
    with db.writing():
        return fulfillment.apply_session(session, live=account().live, now=now)


def account() -> Stripe:
    """The account at Stripe. Raises StripeRefused where none is set up."""
    found = current().stripe
    if found is None:
        raise StripeRefused("Paying online is not set up here.")
    return found
