"""What Stripe is asked, by pages and by the worker: opening a Checkout, what became of it, a refund.

Stripe is asked with no transaction open; its answer is then booked in one.
"""

from datetime import datetime, timedelta

import structlog

from chapter import db
from chapter.gateways import current
from chapter.gateways.stripe import TIMEOUT_SECONDS, Checkout, Session, Stripe, StripeRefused, StripeSilent
from chapter.gateways.stripe.client import CheckoutItem
from chapter.gateways.stripe.http_client import time_limit
from chapter.payments import queries
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Attempt
from chapter.payments.models.stripe import RefundRequest
from chapter.payments.rules import fulfillment, orders, refunds
from chapter.refusal import Refused

log = structlog.get_logger()
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


def send_refund(asked: RefundRequest, *, now: datetime) -> bool:
    """Ask Stripe for the refund, with the same key each time, and book the result. Returns whether the money
    is returned. Raises StripeSilent when that is unknown: a job asks again."""
    intent, cents, key = asked.payment.object_id, asked.amount_cents, asked.public_id
    db.end_reading()
    refund_id, trouble = "", ""
    try:
        made = account().refunded(intent, key) or account().refund(intent, cents, key)
        refund_id = made.id
        trouble = "The refund failed." if made.ended and not made.gone_cents else ""
    except StripeRefused as refused:
        trouble = str(refused)
    with db.writing():
        refunds.end_request(asked, refund_id=refund_id, trouble=trouble, now=now)
        db.lock(asked.payment).waits_since = now
    _book_refund(intent, now)
    return not trouble


def account() -> Stripe:
    """The account at Stripe. Raises StripeRefused where none is set up."""
    found = current().stripe
    if found is None:
        raise StripeRefused("Online payment is not set up here.")
    return found


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
        raise Refused("This form was sent twice at the same moment. Press the button again.")
    return session.url


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
    raise Refused("You already completed this payment. Thank you. We will email you.")


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
                "You paid a moment ago, with what this form said before. We will email you. "
                "To give again, reload the page."
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


def _expire_session(session_id: str) -> Session:
    """End that session and return it; or as it is, if somebody completed it in the same moment."""
    try:
        return account().expire(session_id)
    except StripeRefused:
        return account().session(session_id)


def _apply_session(session: Session, now: datetime) -> bool:
    with db.writing():
        return fulfillment.apply_session(session, live=account().live, now=now)


def _book_refund(intent: str, now: datetime) -> None:
    """Update the books at once; if Stripe does not answer, the worker does it within a minute."""
    try:
        refresh_payment(intent, now=now)
    except StripeSilent as silent:
        log.warning("refund_not_booked_yet", why=str(silent))
