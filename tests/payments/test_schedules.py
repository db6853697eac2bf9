"""Whatever Stripe tells, how often and in which order: in the end the books say what is true there.

Reliability, row 4. Each schedule is a history of sessions, second sessions, bank debits, refunds, disputes
and appeals, and of another shop's money, told by events that are lost, doubled, shuffled and held back, with
lines that come late, silence, sweeps and dead workers between, across the end of a year. The negative
controls are what other programs do.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import StripeSilent
from chapter.payments import queries, reconciliation, tasks
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import SYNC_ID, StripeEvent, StripeSync
from chapter.payments.rules import ledger
from chapter.payments.tasks import stripe_sync
from tests.databases import Database, Sqlite
from tests.factories import TODAY
from tests.payments.fake_stripe import FakeStripe
from tests.payments.mutations import BROKEN, Break
from tests.payments.orders import Bought

Sessions = Callable[..., tuple[Order, str]]
SCHEDULES, THOROUGHLY, OF_A_CONTROL, PARTS = 1_000, 10_000, 30, 10
LOST, TWICE, DEAD, SWEPT, SILENT = 0.15, 0.3, 0.15, 0.1, 0.1
CHARGED = datetime(2025, 12, 31, 23, 50, tzinfo=UTC)


class Killed(BaseException):
    """The worker died here."""


def history(stripe: FakeStripe, session_id: str, chance: random.Random) -> None:
    """What becomes of one session."""
    fate = chance.choice(("paid", "paid", "debit", "debit fails", "expires", "open"))
    if fate == "expires":
        stripe.change(session_id, "expired", status="expired")
    if fate in {"open", "expires"}:
        return
    stripe.pay(session_id, paid=fate == "paid")
    if fate == "debit fails":
        stripe.change(session_id, "async_payment_failed", failed=True)
        return
    if fate == "debit":
        stripe.change(session_id, "async_payment_succeeded", paid=True)
    comes_back(stripe, session_id, chance)


def comes_back(stripe: FakeStripe, session_id: str, chance: random.Random) -> None:
    """What goes back of a session, and comes again."""
    left = stripe.sessions[session_id].amount_cents
    for _ in range(chance.choice((0, 0, 1, 2))):
        cents = chance.randint(1, max(1, left // 2))
        left -= cents
        refund = stripe.give_back(session_id, cents)
        if chance.random() < 0.3:
            stripe.refund_fails(refund)
    if not stripe.gone_of(session_id) and chance.random() < 0.3:
        dispute = stripe.dispute(session_id)
        end = chance.choice((stripe.win, stripe.win, stripe.lose, None))
        if end:
            end(dispute)
        if end == stripe.win and chance.random() < 0.7:
            chance.choice((stripe.appeal, stripe.lose_on_appeal))(dispute)


def hear(events: list[tuple[str, str]], chance: random.Random) -> None:
    """Some of ``events`` reach the inbox: in any order, lost, or twice by two events; what another shop sold
    comes first."""
    chance.shuffle(events)
    told = [event for event in events if chance.random() >= LOST]
    told += [event for event in told if chance.random() < TWICE]
    told.sort(key=lambda event: "elsewhere" not in event[1])
    with db.writing():
        for kind, object_id in told:
            event_id = f"evt_{chance.getrandbits(60):x}"
            event = StripeEvent(
                event_id=event_id, kind=kind, object_id=object_id, received_at=TODAY, due_at=TODAY
            )
            db.session.add(event)


def work(stripe: FakeStripe, chance: random.Random, monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    """The worker runs, and may die between any two steps; Stripe may be silent."""
    now = TODAY + timedelta(minutes=minutes)

    def spoiled(ask: Callable[[str], Any]) -> Callable[[str], Any]:
        def dies(object_id: str) -> Any:
            if chance.random() < SILENT:
                raise StripeSilent("an answer that says nothing")
            found = ask(object_id)
            if chance.random() < DEAD:
                raise Killed
            return found

        return dies

    with monkeypatch.context() as patch:
        patch.setattr(stripe, "session", spoiled(stripe.session))
        patch.setattr(stripe, "money", spoiled(stripe.money))
        try:
            tasks.process_events(now)
            if chance.random() < SWEPT:
                tasks.refresh_open_attempts(now)
        except Killed:
            db.session.rollback()


def one(stripe: FakeStripe, a_session: Sessions, monkeypatch: pytest.MonkeyPatch, seed: int) -> bool:
    """One schedule; whether the books say the truth in the end."""
    chance = random.Random(seed)
    stripe.lines_late, stripe.charged_at = chance.random() < 0.5, CHARGED
    with db.writing():
        db.session.get_one(StripeSync, SYNC_ID).listed_until = CHARGED
    made = [a_session(chance.randint(100, 50_000), chance.randint(1, 900)) for _ in range(2)]
    sessions = [[session_id] for _, session_id in made]
    if chance.random() < 0.4:
        sessions[0].append(stripe.second_session(sessions[0][0]))
    for session_id in (one for each in sessions for one in each):
        history(stripe, session_id, chance)
    if chance.random() < 0.5:
        stripe.sell_elsewhere(chance.randint(100, 9_000))
    stripe.pay_out(chance.randint(1, 5_000))
    events, stripe.told = stripe.told, []
    cut = chance.randint(0, len(events))
    for minutes, part in enumerate((events[:cut], events[cut:]), 1):
        hear(part, chance)
        work(stripe, chance, monkeypatch, minutes)
    stripe.late.clear()
    for days in range(1, 4):
        now = TODAY + timedelta(days=days)
        for job in (
            tasks.process_events,
            tasks.refresh_open_attempts,
            tasks.refresh_due_payments,
            stripe_sync.read_balance_transactions,
        ):
            job(now)
    orders = zip((order for order, _ in made), sessions, strict=True)
    return all(said_of(order, stripe, each) for order, each in orders) and whole(stripe)


def said_of(order: Order, stripe: FakeStripe, sessions: list[str]) -> bool:
    """Whether the books say of an order what is true of its sessions."""
    db.session.refresh(order)
    found = db.session.scalars(select(Payment).where(Payment.order_id == order.id)).all()
    kept = sum(one.amount_cents - one.returned_cents for one in found if one.surplus_why)
    paying = sum(1 for one in found if not one.surplus_why)
    paid = any(stripe.sessions[one].paid for one in sessions)
    return (
        queries.net_income_cents([order.id]) + kept == sum(stripe.brought(one) for one in sessions)
        and sum(one.final_returned_cents for one in found) == sum(stripe.lost(one) for one in sessions)
        and paying == int(paid and order.closed_at is None)
        and all(one.received_at == CHARGED for one in found)
    )


def whole(stripe: FakeStripe) -> bool:
    """Whether the account in the books is Stripe's to the cent, and nothing waits."""
    waiting = select(StripeEvent.id).where(StripeEvent.processed_at.is_(None))
    odd = select(LedgerEntry.id).where(LedgerEntry.kind == ledger.DIFFERENCE)
    balances = reconciliation.balances()
    return (
        sum(one.mirrored_cents for one in balances) == stripe.net()
        and not any(one.difference_cents for one in balances)
        and reconciliation.differences() == []
        and db.first(odd) is None
        and db.first(waiting) is None
        and db.first(reconciliation.unsettled_payments(TODAY + timedelta(days=9))) is None
    )


@pytest.fixture
def wrong(
    stripe: FakeStripe, a_session: Sessions, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Iterable[int]], list[int]]:
    """Runs the schedules of these seeds; those after which the books are wrong."""

    def run(seeds: Iterable[int]) -> list[int]:
        found = []
        for seed in seeds:
            db.session.rollback()
            database.clean()
            stripe.forget()
            if not one(stripe, a_session, monkeypatch, seed):
                found.append(seed)
        return found

    return run


Wrong = Callable[[Iterable[int]], list[int]]


@pytest.mark.parametrize("part", range(PARTS))
def test_the_books_say_what_is_true_at_stripe(
    wrong: Wrong, bought: Bought, database: Database, thorough: bool, part: int
) -> None:
    """In CI each database tries one half of the schedules; thoroughly, each tries all."""
    half = range(isinstance(database, Sqlite), SCHEDULES, 2)
    assert wrong((range(THOROUGHLY) if thorough else half)[part::PARTS]) == []
    assert len(bought.fulfilled) == len(set(bought.fulfilled)) > 0


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    """What is broken is whole again afterwards."""
    with pytest.MonkeyPatch.context() as one:
        yield one


@pytest.mark.parametrize("way", BROKEN, ids=lambda way: way.__name__)
def test_what_other_programs_do_would_leave_wrong_books(
    wrong: Wrong, stripe: FakeStripe, patch: pytest.MonkeyPatch, way: Break
) -> None:
    way(patch, stripe)
    assert wrong(range(OF_A_CONTROL))
