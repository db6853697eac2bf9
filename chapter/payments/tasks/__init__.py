"""The worker's calls to Stripe: processing events, asking about what is open.

Each job has a time budget, stops when Stripe first fails to answer, and resumes where it stopped; one bad
event or payment never stops the next.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from chapter import db
from chapter.gateways import current
from chapter.gateways.stripe.errors import StripeRefused, StripeSilent, StripeUnclear
from chapter.heartbeat import queries as pulse
from chapter.payments import queries, stripe_calls
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Attempt
from chapter.payments.models.stripe import DONE, LONGEST_RETRY_DELAY, NOT_OURS, UNKNOWN, StripeEvent
from chapter.payments.rules import orders
from chapter.payments.rules.fulfillment import NotOurs

log = structlog.get_logger()
One = TypeVar("One")
SHORTEST_RETRY_DELAY = timedelta(seconds=5)
MOST_DOUBLINGS = 13
BATCH_SIZE = 20
FIRST_REFRESH_AFTER = timedelta(minutes=1)
BUDGET_SECONDS = 20.0
"""How long one run of a job may ask Stripe; the rest waits for the next run."""


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
        stripe_calls.refresh_session(object_id, now=now)
    elif kind.startswith("payment_intent."):
        stripe_calls.refresh_payment(object_id, now=now)
    elif word_in_kind := next(
        (word for word in ("dispute", "refund", "charge") if word in kind.split(".")), ""
    ):
        db.end_reading()
        intent = stripe_calls.account().payment_intent_of(word_in_kind, object_id)
        if not intent:
            return NOT_OURS
        stripe_calls.refresh_payment(intent, now=now)
    return DONE


def _postpone_event(event: StripeEvent, trouble: Exception, now: datetime) -> None:
    with db.writing():
        event = db.lock(event)
        event.tries += 1
        event.error = (str(trouble) or type(trouble).__name__)[:500]
        event.due_at = now + min(
            LONGEST_RETRY_DELAY, SHORTEST_RETRY_DELAY * 2 ** min(event.tries, MOST_DOUBLINGS)
        )


def _end_event(event: StripeEvent, outcome: str, now: datetime) -> None:
    with db.writing():
        event = db.lock(event)
        event.processed_at, event.outcome, event.error = now, outcome, ""


def _refresh_attempt(attempt: Attempt, now: datetime) -> bool:
    if attempt.session_id is None:
        over = attempt.began_at < now - orders.SESSION_LASTS and pulse.is_clock_trusted(now)
        return over and _end_attempt(attempt, now)
    try:
        return stripe_calls.refresh_session(attempt.session_id, now=now)
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
        return stripe_calls.refresh_payment(payment.object_id, now=now) is not None
    except StripeRefused as refused:
        if not refused.final:
            raise
    with db.writing():
        db.lock(payment).missing_since = now
    return False


def _note_failed_refresh(one: Attempt | Payment, now: datetime) -> None:
    with db.writing():
        if isinstance(one, Attempt):
            db.lock(one).refreshed_at = now
        else:
            db.lock(one).refreshed_at = now
