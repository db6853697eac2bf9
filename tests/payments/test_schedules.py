"""Whatever Stripe tells, how often and in which order: in the end the books say what is true there.

Reliability, row 4. Each schedule is a history of sessions, bank debits, refunds and disputes, told by events
that are lost, doubled, shuffled and held back, with sweeps and dead workers between. The three negative
controls are what other programs do.
"""

import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import Session
from chapter.payments import queries, tasks
from chapter.payments.models import Order, Payment, StripeEvent
from chapter.payments.rules import books
from tests.databases import Database, Sqlite
from tests.factories import TODAY
from tests.payments.pretend import Bought, Pretend

Sessions = Callable[..., tuple[Order, str]]
SCHEDULES, THOROUGHLY, OF_A_CONTROL, PARTS = 1_000, 10_000, 20, 10
LOST, TWICE, DEAD, SWEPT = 0.15, 0.3, 0.15, 0.1


class Killed(BaseException):
    """The worker died here."""


def history(stripe: Pretend, session_id: str, chance: random.Random) -> None:
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
    left = stripe.sessions[session_id].amount_cents
    for _ in range(chance.choice((0, 0, 1, 2))):
        cents = chance.randint(1, max(1, left // 2))
        left -= cents
        refund = stripe.give_back(session_id, cents)
        if chance.random() < 0.3:
            stripe.refund_fails(refund)
    if not stripe.refunds_of(f"pi_{session_id}") and chance.random() < 0.3:
        dispute = stripe.dispute(session_id)
        end = chance.choice((stripe.win, stripe.lose, None))
        if end:
            end(dispute)


def hear(events: list[tuple[str, str]], chance: random.Random) -> None:
    """Some of ``events`` reach the inbox: in any order, lost, or twice by two events."""
    chance.shuffle(events)
    told = [event for event in events if chance.random() >= LOST]
    told += [event for event in told if chance.random() < TWICE]
    with db.writing():
        for kind, object_id in told:
            event_id = f"evt_{chance.getrandbits(60):x}"
            event = StripeEvent(
                event_id=event_id, kind=kind, object_id=object_id, heard_at=TODAY, due_at=TODAY
            )
            db.session.add(event)


def work(stripe: Pretend, chance: random.Random, monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    """The worker runs, and may die between any two steps."""
    now = TODAY + timedelta(minutes=minutes)
    asked = stripe.session

    def dies(session_id: str) -> Session:
        found = asked(session_id)
        if chance.random() < DEAD:
            raise Killed
        return found

    with monkeypatch.context() as patch:
        patch.setattr(stripe, "session", dies)
        try:
            tasks.work_off(now)
            if chance.random() < SWEPT:
                tasks.sweep(now)
        except Killed:
            db.session.rollback()


def one(stripe: Pretend, a_session: Sessions, monkeypatch: pytest.MonkeyPatch, seed: int) -> bool:
    """One schedule; whether the books say the truth in the end."""
    chance = random.Random(seed)
    made = [a_session(chance.randint(100, 50_000), chance.randint(1, 900)) for _ in range(2)]
    for _, session_id in made:
        history(stripe, session_id, chance)
    events, stripe.told = stripe.told, []
    cut = chance.randint(0, len(events))
    for minutes, part in enumerate((events[:cut], events[cut:]), 1):
        hear(part, chance)
        work(stripe, chance, monkeypatch, minutes)
    for days in range(1, 4):
        tasks.work_off(TODAY + timedelta(days=days))
        tasks.sweep(TODAY + timedelta(days=days))
        tasks.reconcile(TODAY + timedelta(days=days))
    return all(
        (queries.brought([order.id]), lost(order)) == (stripe.brought(session_id), stripe.lost(session_id))
        for order, session_id in made
    )


def lost(order: Order) -> int:
    """What of it the books call gone for good."""
    payment = db.first(select(Payment).where(Payment.order_id == order.id))
    return payment.lost_cents if payment else 0


@pytest.fixture
def wrong(
    stripe: Pretend, a_session: Sessions, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Iterable[int]], list[int]]:
    """Runs the schedules of these seeds; those after which the books are wrong."""

    def run(seeds: Iterable[int]) -> list[int]:
        found = []
        for seed in seeds:
            db.session.rollback()
            database.clean()
            for kept in (stripe.sessions, stripe.keys, stripe.refunds, stripe.disputes):
                kept.clear()
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


def test_without_its_uniqueness_the_ledger_would_be_wrong(
    wrong: Wrong, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, made = books._move, itertools.count()

    def anyhow(order: Order, object_id: str, *more: Any) -> None:
        move(order, f"{object_id}-{next(made)}", *more)

    monkeypatch.setattr(books, "_told", lambda _object_id, _kind: False)
    monkeypatch.setattr(books, "_move", anyhow)
    assert wrong(range(OF_A_CONTROL))


def test_marking_an_event_before_its_work_would_lose_money(
    wrong: Wrong, monkeypatch: pytest.MonkeyPatch
) -> None:
    understand = tasks._understand

    def marked_first(event: StripeEvent, now: datetime) -> None:
        with db.writing():
            db.lock(event).worked_at = now
        understand(event, now)

    monkeypatch.setattr(tasks, "_understand", marked_first)
    monkeypatch.setattr(tasks, "sweep", lambda _now: 0)
    monkeypatch.setattr(tasks, "reconcile", lambda _now: 0)
    assert wrong(range(OF_A_CONTROL))


def test_taking_a_finished_checkout_for_money_would_be_wrong(
    wrong: Wrong, stripe: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = stripe.session

    def believed(session_id: str) -> Session:
        found = asked(session_id)
        return replace(found, paid=found.complete, failed=False)

    monkeypatch.setattr(stripe, "session", believed)
    assert wrong(range(OF_A_CONTROL))
