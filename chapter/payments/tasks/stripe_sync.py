"""Reading Stripe's balance transactions: the list of all that moved on the account, continued from where the
last reading stopped. Ours are booked, if no event reported them; all others are mirrored as not ours."""

import time
from datetime import datetime, timedelta

import structlog

from chapter import db
from chapter.gateways import current
from chapter.gateways.stripe import StripeSilent, StripeUnclear
from chapter.gateways.stripe.objects import BalanceTransaction
from chapter.payments import queries, reconciliation, stripe_calls, tasks
from chapter.payments.models.stripe import SYNC_ID, StripeSync
from chapter.payments.rules import balance_transactions
from chapter.payments.rules.fulfillment import NotOurs

log = structlog.get_logger()
FIRST_READING = timedelta(days=7)
"""How far back the first reading goes, and the one after a wrong clock. Older transactions of ours are read
payment by payment."""

OVERLAP = timedelta(days=1)
"""How much of the time already read is read again, for a late transaction."""


def read_balance_transactions(now: datetime) -> int:
    """Read the account's balance transactions since the last reading, within the budget of a job; the rest is
    read the next time."""
    if current().stripe is None:
        return 0
    budget = time.monotonic() + tasks.BUDGET_SECONDS
    try:
        while time.monotonic() < budget and _read_page(now):
            pass
    except StripeSilent as silent:
        log.warning("stripe_silent", asked_for="lines", why=str(silent))
    return 0


def _read_page(now: datetime) -> bool:
    """Read one page; returns whether there is another. A transaction that can't be recorded is read again,
    and stops no other."""
    state = db.session.get_one(StripeSync, SYNC_ID)
    known = state.listed_until is not None and state.listed_until <= now + OVERLAP
    since = state.listed_until - OVERLAP if state.listed_until and known else now - FIRST_READING
    until, after = state.reading_until or now, state.after
    db.end_reading()
    page = stripe_calls.account().lines(since, until, after)
    fresh = [line for line in page.lines if not reconciliation.is_mirrored(line.id)]
    stuck = [line.at for line in fresh if not _try_to_record(line, now)]
    with db.writing():
        state = db.lock(db.session.get_one(StripeSync, SYNC_ID))
        state.stuck_at = min([*stuck, *([state.stuck_at] if state.stuck_at else [])], default=None)
        state.after, state.reading_until = page.last, until if page.last else None
        if not page.last:
            state.listed_until, state.stuck_at = state.stuck_at or until, None
    return bool(page.last)


def _try_to_record(line: BalanceTransaction, now: datetime) -> bool:
    """Book a transaction of ours that no event reported, and mirror it; returns whether that succeeded.
    Raises StripeSilent when Stripe answers nothing."""
    try:
        _record(line, now)
    except Exception as error:  # whatever is wrong with this one, the next is not to blame
        db.session.rollback()
        if isinstance(error, StripeSilent) and not isinstance(error, StripeUnclear):
            raise
        log.error("line_not_placed", line=line.id, exc_info=error)
        return False
    return True


def _record(line: BalanceTransaction, now: datetime) -> None:
    payment = None
    if not _is_foreign(line):
        try:
            payment = stripe_calls.refresh_payment(line.intent, now=now)
        except NotOurs:
            payment = None
        else:
            if payment is None:
                return  # a bank debit that is under way or bounced: stored with its charge, if it succeeds
    with db.writing():
        balance_transactions.record_transaction(line, payment, now=now)


def _is_foreign(line: BalanceTransaction) -> bool:
    """Whether it is about no payment, or about money that another shop took."""
    foreign = line.kind in balance_transactions.CHARGE_TYPES and not line.reference
    return line.payout or not line.intent or (foreign and queries.payment_by_intent(line.intent) is None)
