"""Doors to Stripe: opening a Checkout, working off what was heard, asking about what is open.

Stripe is asked with no transaction open; what it answered is then booked in one.
"""

from datetime import datetime, timedelta

import structlog

from chapter import db
from chapter.gateways import current
from chapter.gateways.stripe import Checkout, Item, Stripe, StripeRefused, StripeSilent
from chapter.payments import queries
from chapter.payments.models import Attempt, Payment, StripeEvent
from chapter.payments.rules import books, orders, settling
from chapter.payments.rules.settling import NotOurs

log = structlog.get_logger()
SHORTEST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=6)
FIRST_LOOK = timedelta(minutes=1)


def begin(attempt: Attempt, *, back: str, landing: str, donation: bool, now: datetime) -> str:
    """The address of a Checkout for ``attempt``, which is kept already; ``back`` is where she goes when she
    changes her mind, and ``landing`` where she comes to when she is through. Raises StripeSilent,
    StripeRefused."""
    order = attempt.order
    wanted = Checkout(
        reference=order.public_id,
        currency=order.currency,
        items=[Item(line.label, line.amount_cents) for line in order.lines if line.amount_cents],
        email=order.payer_email,
        success_url=f"{landing}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=back,
        expires_at=now + orders.SESSION_LASTS - timedelta(minutes=5),
        idempotency_key=attempt.idempotency_key,
        donation=donation,
    )
    db.end_reading()
    session = _stripe().open_session(wanted)
    with db.writing():
        orders.note_session(attempt, session.id, now=now)
    return session.url


def settle(session_id: str, *, now: datetime) -> bool:
    """Ask what became of a session, and bring the books to it; whether its order is paid. Raises
    StripeSilent, StripeRefused, NotOurs."""
    db.end_reading()
    session = _stripe().session(session_id)
    with db.writing():
        return settling.settle(session, live=_stripe().live, now=now)


def work_off(now: datetime) -> int:
    """Work off the events that wait. How many went well."""
    if current().stripe is None:
        return 0
    return sum(_work_off(event, now) for event in queries.waiting_events(now))


def sweep(now: datetime) -> int:
    """Ask about every attempt that is open, whose webhook may have been lost."""
    if current().stripe is None:
        return 0
    for attempt in queries.open_attempts(now - FIRST_LOOK):
        _look_after(attempt, now)
    return 0


def learn_fees(now: datetime) -> int:
    """Ask what Stripe kept of payments whose fee is not known yet."""
    stripe = current().stripe
    for payment in queries.without_fee(now) if stripe else ():
        db.end_reading()
        try:
            fee = _stripe().fee_of(payment.object_id)
        except (StripeSilent, StripeRefused) as trouble:
            log.warning("fee_unknown", payment=payment.public_id, why=str(trouble))
            continue
        if fee is not None:
            with db.writing():
                books.note_fee(payment, fee, now=now)
    return 0


def reconcile(now: datetime) -> int:
    """Each night: ask about refunds and disputes of every payment of the last weeks, told or not."""
    if current().stripe is not None:
        for payment in queries.lately_paid(now):
            _take_back(payment, now)
    return 0


def _work_off(event: StripeEvent, now: datetime) -> int:
    try:
        _understand(event, now)
    except (StripeSilent, StripeRefused, NotOurs) as trouble:
        with db.writing():
            event = db.lock(event)
            event.tries += 1
            event.trouble = str(trouble)[:500]
            event.due_at = now + min(LONGEST_WAIT, SHORTEST_WAIT * 2**event.tries)
        return 0
    with db.writing():
        event = db.lock(event)
        event.worked_at, event.trouble = now, ""
    return 1


def _understand(event: StripeEvent, now: datetime) -> None:
    """An event is a hint: ask for the object, and book what it says now."""
    kind, object_id = event.kind, event.object_id
    db.end_reading()
    if kind.startswith("checkout.session."):
        settle(object_id, now=now)
        return
    room = next((word for word in ("dispute", "refund", "charge") if word in kind.split(".")), "")
    intent = _stripe().payment_intent_of(room, object_id) if room else ""
    payment = queries.payment_of(intent) if intent else None
    if payment is not None:
        _take_back(payment, now)


def _take_back(payment: Payment, now: datetime) -> None:
    db.end_reading()
    refunds = _stripe().refunds_of(payment.object_id)
    disputes = _stripe().disputes_of(payment.object_id)
    with db.writing():
        settling.take_back(payment, refunds, disputes, now=now)


def _look_after(attempt: Attempt, now: datetime) -> None:
    try:
        if attempt.session_id is None:
            if attempt.began_at < now - orders.SESSION_LASTS:
                with db.writing():
                    orders.end(attempt, now=now)
        else:
            settle(attempt.session_id, now=now)
    except (StripeSilent, StripeRefused, NotOurs) as trouble:
        log.warning("order_not_settled", order=attempt.order.public_id, why=str(trouble))


def _stripe() -> Stripe:
    found = current().stripe
    if found is None:
        raise StripeRefused("Paying online is not set up here.")
    return found
