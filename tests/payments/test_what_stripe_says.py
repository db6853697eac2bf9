"""What Stripe says of sessions, refunds, disputes and lines: what is ours is booked, as it is, and once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.payments import queries, reconciliation, stripe_calls, tasks
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.orders import Attempt, Order
from chapter.payments.models.stripe import StripeEvent
from chapter.payments.rules.fulfillment import NotOurs
from chapter.payments.tasks import stripe_sync
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.payments.fake_stripe import FakeStripe
from tests.payments.orders import Bought, a_call

Sessions = Callable[..., tuple[Order, str]]


def call(client: Browser, body: bytes, signature: str | None) -> Page:
    headers = {"Stripe-Signature": signature} if signature is not None else {}
    return client.send("POST", "/stripe/webhook", data=body, headers=headers, content_type="application/json")


def test_a_payment_is_booked_by_its_webhook_and_by_no_second_one(
    client: Browser, stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    for _ in range(2):
        call(client, *a_call("checkout.session.completed", session_id))
        tasks.process_events(TODAY + timedelta(days=1))
    assert bought.fulfilled == [order.public_id]
    assert queries.net_income_cents([order.id]) == 10_300
    assert queries.due_events(TODAY + timedelta(days=9)) == []


def test_a_lost_webhook_is_made_up_for_by_the_sweep(stripe: FakeStripe, a_session: Sessions) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    tasks.refresh_open_attempts(TODAY + timedelta(seconds=59))
    assert queries.net_income_cents([order.id]) == 0
    tasks.refresh_open_attempts(TODAY + timedelta(seconds=61))
    assert queries.net_income_cents([order.id]) == 10_300


def test_a_bank_debit_under_way_is_not_money_yet(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id, paid=False)
    assert not stripe_calls.refresh_session(session_id, now=TODAY)
    db.session.refresh(order)
    assert (order.processing_since, order.paid_at, bought.fulfilled) == (TODAY, None, [])
    stripe.change(session_id, "async_payment_succeeded", paid=True)
    assert stripe_calls.refresh_session(session_id, now=TODAY)
    assert bought.fulfilled == [order.public_id]


def test_a_bank_debit_that_failed_closes_the_order_and_is_told_once(
    client: Browser, stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id, paid=False)
    stripe_calls.refresh_session(session_id, now=TODAY)
    stripe.change(session_id, "async_payment_failed", failed=True)
    for _ in range(2):
        call(client, *a_call("checkout.session.async_payment_failed", session_id))
        tasks.process_events(TODAY + timedelta(days=1))
    db.session.refresh(order)
    assert (order.processing_since, order.open, order.closed_why) == (None, False, "the bank said no")
    assert bought.failed == [order.public_id]
    assert queries.open_attempts(TODAY + timedelta(days=9)) == []


@pytest.mark.parametrize(
    "wrong", [{"amount_cents": 1}, {"amount_cents": 10_301}, {"currency": "eur"}], ids=str
)
def test_money_that_is_not_what_was_asked_for_is_kept_to_be_given_back(
    stripe: FakeStripe, a_session: Sessions, bought: Bought, wrong: dict[str, object]
) -> None:
    order, session_id = a_session()
    stripe.sessions[session_id] = replace(stripe.sessions[session_id], **wrong)  # type: ignore[arg-type]  # its own fields
    paid = stripe.pay(session_id)
    assert not stripe_calls.refresh_session(session_id, now=TODAY)
    assert bought.fulfilled == []
    kept = db.session.scalars(reconciliation.payments_to_refund()).one()
    assert (kept.order_id, kept.amount_cents, kept.currency) == (order.id, paid.amount_cents, paid.currency)
    assert kept.surplus_why == "Another amount than was asked for"
    assert queries.net_income_cents([order.id]) == 0


def test_a_session_of_the_other_mode_is_never_booked(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    _, session_id = a_session()
    stripe.pay(session_id)
    stripe.sessions[session_id] = replace(stripe.sessions[session_id], livemode=True)
    with pytest.raises(NotOurs):
        stripe_calls.refresh_session(session_id, now=TODAY)
    assert bought.fulfilled == []
    assert db.session.scalars(select(LedgerEntry)).all() == []


def test_two_sessions_of_one_order_both_paid_are_one_gift_and_money_to_give_back(
    client: Browser, stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    second = stripe.second_session(session_id)
    for one in (second, session_id):
        stripe.pay(one)
        call(client, *a_call("checkout.session.completed", one))
    tasks.process_events(TODAY + timedelta(days=1))
    assert bought.fulfilled == [order.public_id]
    assert queries.net_income_cents([order.id]) == 10_300
    kept = db.session.scalars(reconciliation.payments_to_refund()).one()
    assert (kept.object_id, kept.surplus_why) == (f"pi_{session_id}", "The order was paid already")


def test_money_of_another_shop_on_the_same_account_is_in_no_account_of_ours(
    client: Browser, stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    elsewhere = stripe.sell_elsewhere(4_200)
    call(client, *a_call("payment_intent.succeeded", elsewhere))
    call(client, *a_call("checkout.session.completed", "cs_of_another_shop"))
    order, session_id = a_session()
    stripe.pay(session_id)
    call(client, *a_call("checkout.session.completed", session_id))
    tasks.process_events(TODAY + timedelta(days=1))
    stripe_sync.read_balance_transactions(TODAY + timedelta(days=1))
    outcomes = dict(db.session.execute(select(StripeEvent.object_id, StripeEvent.outcome)).all())
    assert outcomes == {elsewhere: "not ours", "cs_of_another_shop": "unknown", session_id: "done"}
    assert bought.fulfilled == [order.public_id]
    assert [line.amount_cents for line in db.session.scalars(reconciliation.foreign_transactions())] == [
        4_200
    ]
    assert set(db.session.scalars(select(LedgerEntry.order_id))) == {order.id}


def test_an_event_that_can_not_be_worked_off_never_stops_the_next_and_its_pause_is_capped(
    client: Browser, stripe: FakeStripe, a_session: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    call(client, *a_call("checkout.session.completed", "cs_bad", event_id="evt_bad"))
    call(client, *a_call("checkout.session.completed", session_id))
    settle = stripe_calls.refresh_session

    def unforeseen(asked: str, *, now: datetime) -> bool:
        if asked == "cs_bad":
            raise ZeroDivisionError("nobody thought of that")
        return settle(asked, now=now)

    monkeypatch.setattr(stripe_calls, "refresh_session", unforeseen)
    now = TODAY
    for _ in range(60):
        now += timedelta(hours=6)
        tasks.process_events(now)
    assert queries.net_income_cents([order.id]) == 10_300
    bad = db.session.scalars(select(StripeEvent).where(StripeEvent.event_id == "evt_bad")).one()
    assert (bad.tries, bad.error) == (60, "nobody thought of that")
    assert bad.due_at - now == timedelta(hours=6)
    assert reconciliation.oldest_waiting_event_at() == TODAY


def test_a_session_that_stripe_does_not_know_is_asked_about_once(
    stripe: FakeStripe, a_session: Sessions
) -> None:
    order, session_id = a_session()
    del stripe.sessions[session_id]
    tasks.refresh_open_attempts(TODAY + timedelta(hours=1))
    assert queries.open_attempts(TODAY + timedelta(days=9)) == []
    db.session.refresh(order)
    assert order.closed_why == "nobody paid in time"


def test_orders_whose_sessions_all_expired_leave(stripe: FakeStripe, a_session: Sessions) -> None:
    orders_ = [a_session() for _ in range(3)]
    for _, session_id in orders_:
        stripe.change(session_id, "expired", status="expired")
    tasks.refresh_open_attempts(TODAY + timedelta(hours=27))
    assert db.session.scalars(queries.open_orders()).all() == []


def test_an_order_that_was_left_open_by_an_older_version_leaves(
    stripe: FakeStripe, a_session: Sessions
) -> None:
    order, _ = a_session()
    with db.writing():
        attempt = db.session.scalars(select(Attempt)).one()
        attempt.ended_at = TODAY
    tasks.refresh_open_attempts(TODAY + timedelta(hours=23))
    db.session.refresh(order)
    assert order.open
    tasks.refresh_open_attempts(TODAY + timedelta(hours=25))
    db.session.refresh(order)
    assert not order.open


def test_a_receipt_has_the_day_on_which_the_card_was_charged(stripe: FakeStripe, a_session: Sessions) -> None:
    order, session_id = a_session()
    stripe.charged_at = datetime(2026, 12, 31, 23, 50, tzinfo=UTC)
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=datetime(2027, 1, 2, 6, tzinfo=UTC))
    db.session.refresh(order)
    payment = db.session.scalars(select(Payment)).one()
    assert payment.received_at == order.paid_at == stripe.charged_at
    assert set(db.session.scalars(select(LedgerEntry.happened_at))) == {stripe.charged_at}


def test_a_refund_told_twice_by_two_events_is_booked_once(
    client: Browser, stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    stripe.give_back(session_id, 1_000)
    for kind, object_id in [*stripe.told[1:], *stripe.told[1:]]:
        call(client, *a_call(kind, object_id))
    tasks.process_events(TODAY + timedelta(days=1))
    assert queries.net_income_cents([order.id]) == 9_300
    assert bought.returned == [(order.public_id, 1_000)]


def test_a_refund_heard_before_its_payment_books_both(
    client: Browser, stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    refund = stripe.give_back(session_id, 1_000)
    call(client, *a_call("refund.created", refund))
    tasks.process_events(TODAY + timedelta(days=1))
    assert queries.net_income_cents([order.id]) == 9_300
    assert bought.fulfilled == [order.public_id]


def test_a_dispute_won_and_lost_on_appeal_takes_the_money_and_its_fee_is_booked(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    dispute, said = stripe.dispute(session_id), []
    for step in (None, stripe.win, stripe.appeal, stripe.lose_on_appeal):
        if step is not None:
            step(dispute)
        stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
        said.append((queries.net_income_cents([order.id]), lost_of(order)))
    assert said == [(0, 0), (10_300, 0), (0, 0), (0, 10_300)]
    assert bought.returned == [(order.public_id, 10_300)]
    fees = select(LedgerEntry.amount_cents).where(LedgerEntry.kind == "fee").order_by(LedgerEntry.id)
    assert db.session.scalars(fees).all() == [257, 1_500]
    assert [one.difference_cents for one in reconciliation.balances()] == [0]


def lost_of(order: Order) -> int:
    return db.session.scalars(select(Payment.final_returned_cents).where(Payment.order_id == order.id)).one()


def test_when_stripe_is_silent_the_event_waits_longer_each_time(
    client: Browser, stripe: FakeStripe, a_session: Sessions
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    call(client, *a_call("checkout.session.completed", session_id))
    now, stripe.silent = TODAY + timedelta(days=1), True
    waited = []
    for _ in range(3):
        tasks.process_events(now)
        event = db.session.scalars(select(StripeEvent)).one()
        waited.append((event.due_at - now).total_seconds())
        now = event.due_at
    assert waited == [10, 20, 40]
    stripe.silent = False
    tasks.process_events(now)
    assert queries.net_income_cents([order.id]) == 10_300


def test_a_line_that_comes_a_day_late_settles_its_payment_and_is_named_meanwhile(
    stripe: FakeStripe, a_session: Sessions
) -> None:
    stripe.lines_late = True
    order, session_id = a_session()
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    assert queries.net_income_cents([order.id]) == 10_300
    tasks.refresh_due_payments(TODAY + timedelta(minutes=1))
    assert db.session.scalars(reconciliation.unsettled_payments(TODAY + timedelta(hours=23))).all() == []
    assert len(db.session.scalars(reconciliation.unsettled_payments(TODAY + timedelta(hours=25))).all()) == 1
    stripe.late.clear()
    tasks.refresh_due_payments(TODAY + timedelta(hours=25))
    assert db.session.scalars(reconciliation.unsettled_payments(TODAY + timedelta(days=9))).all() == []
    assert db.session.scalars(select(LedgerEntry.amount_cents).where(LedgerEntry.kind == "fee")).all() == [
        257
    ]
    assert [(one.booked_cents, one.mirrored_cents) for one in reconciliation.balances()] == [(10_043, 10_043)]
