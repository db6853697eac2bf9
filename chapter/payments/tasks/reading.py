"""Doors to Stripe's own lines: the list of all that moved on the account, read on where the last reading
stopped. What is ours is booked, if nobody told of it; everything else is mirrored as not ours."""

import time
from datetime import datetime, timedelta

import structlog

from chapter import db
from chapter.gateways import current
from chapter.gateways.stripe import Line, StripeSilent
from chapter.payments import comparing, queries, tasks
from chapter.payments.mirror import ONLY, MirrorState
from chapter.payments.models import Payment
from chapter.payments.rules import mirroring
from chapter.payments.rules.settling import NotOurs

log = structlog.get_logger()
FIRST_READING = timedelta(days=7)
"""How far back the first reading goes. What is older and ours is asked for payment by payment."""

OVERLAP = timedelta(days=1)
"""How much of what was read is read again, for a line that came late."""


def read_lines(now: datetime) -> int:
    """Read the account's lines since the last reading, within the budget of a job; what is left is read the
    next time."""
    if current().stripe is None:
        return 0
    budget = time.monotonic() + tasks.BUDGET_SECONDS
    try:
        while time.monotonic() < budget and _read_a_page(now):
            pass
    except StripeSilent as silent:
        log.warning("stripe_silent", asked_for="lines", why=str(silent))
    return 0


def _read_a_page(now: datetime) -> bool:
    """Whether there is another page."""
    state = db.session.get_one(MirrorState, ONLY)
    since = state.listed_until - OVERLAP if state.listed_until else now - FIRST_READING
    until, after = state.reading_until or now, state.after
    db.end_reading()
    page = tasks.account().lines(since, until, after)
    for line in page.lines:
        if not comparing.mirrored(line.id):
            _place(line, now)
    with db.writing():
        state = db.lock(db.session.get_one(MirrorState, ONLY))
        state.after, state.reading_until = page.last, until if page.last else None
        if not page.last:
            state.listed_until = until
    return bool(page.last)


def _place(line: Line, now: datetime) -> None:
    """Book what is ours and was not heard of; keep the line."""
    payment = _payment_of(line, now)
    if payment is None and queries.order_called(line.reference) is not None:
        return  # a bank debit under way, or one that bounced: kept with its charge when that goes through
    with db.writing():
        mirroring.mirror(line, payment, now=now)


def _payment_of(line: Line, now: datetime) -> Payment | None:
    """The payment of ours that a line is about, asked for and booked; None: it is not ours."""
    if line.payout or not line.intent:
        return None
    if line.kind in mirroring.TAKEN and not line.reference and queries.payment_of(line.intent) is None:
        return None
    try:
        return tasks.look(line.intent, now=now)
    except NotOurs:
        return None
