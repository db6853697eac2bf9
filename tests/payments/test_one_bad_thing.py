"""One bad attempt, payment or line stops nobody else; what meets in one moment leaves no cent astray."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import Checkout, Session, StripeRefused, StripeUnclear
from chapter.gateways.stripe.objects import Reversal
from chapter.payments import queries, reconciliation, stripe_calls, tasks
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import SYNC_ID, MirroredTransaction, RefundRequest, StripeSync
from chapter.payments.rules import orders, refunds
from chapter.payments.rules.orders import LineInput, Payer
from chapter.payments.tasks import stripe_sync
from chapter.refusal import Refused
from tests.factories import GUEST, TODAY
from tests.payments.fake_stripe import AT, FakeStripe
from tests.payments.orders import Bought, begin

Sessions = Callable[..., tuple[Order, str]]
TROUBLES = (
    StripeUnclear("an answer that says nothing"), StripeRefused("no permission"), RuntimeError("a fault"),
)  # fmt: skip


def bad_for(
    patch: pytest.MonkeyPatch, stripe: FakeStripe, ask: str, object_id: str, trouble: Exception
) -> None:
    """Asking about this one object ends so each time."""
    real = getattr(stripe, ask)

    def asked(one: str) -> object:
        if one == object_id:
            raise trouble
        return real(one)

    patch.setattr(stripe, ask, asked)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_an_attempt_that_nobody_can_read_keeps_no_other_waiting(
    stripe: FakeStripe,
    a_session: Sessions,
    bought: Bought,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    (_, bad), (order, good) = a_session(), a_session()
    stripe.pay(good)
    bad_for(monkeypatch, stripe, "session", bad, trouble)
    tasks.refresh_open_attempts(TODAY + timedelta(minutes=2))
    assert bought.fulfilled == [order.public_id]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_twenty_payments_that_nobody_can_read_keep_the_next_one_waiting_for_one_round(
    stripe: FakeStripe, a_session: Sessions, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    sessions = [a_session()[1] for _ in range(queries.BATCH_SIZE + 1)]
    for one in sessions:
        stripe.pay(one)
        stripe_calls.refresh_session(one, now=TODAY)
    stripe.give_back(sessions[-1], 4_000)
    for one in sessions[:-1]:
        bad_for(monkeypatch, stripe, "money", f"pi_{one}", trouble)
    for hours in (1, 2):
        tasks.refresh_due_payments(TODAY + timedelta(hours=hours))
    last = queries.payment_by_intent(f"pi_{sessions[-1]}")
    assert last is not None
    assert last.returned_cents == 4_000


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_a_line_that_can_not_be_placed_is_read_again_and_stops_no_other(
    stripe: FakeStripe,
    a_session: Sessions,
    bought: Bought,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    (order, good), (other, bad) = a_session(), a_session()
    stripe.charged_at = TODAY
    stripe.pay(good)
    stripe.pay(bad)
    with monkeypatch.context() as patch:
        bad_for(patch, stripe, "money", f"pi_{bad}", trouble)
        stripe_sync.read_balance_transactions(TODAY + timedelta(hours=1))
        assert bought.fulfilled == [order.public_id]
        state = db.session.get_one(StripeSync, SYNC_ID)
        assert state.listed_until == max(line.at for line in stripe.made.values())
    stripe_sync.read_balance_transactions(TODAY + timedelta(days=9))
    assert bought.fulfilled == [order.public_id, other.public_id]
    assert len(db.session.scalars(select(MirroredTransaction)).all()) == 2


@pytest.fixture
def surplus(stripe: FakeStripe, a_session: Sessions, bought: Bought) -> Payment:
    """An order of $103 paid twice; the second payment."""
    _, session_id = a_session()
    for one in (session_id, stripe.second_session(session_id)):
        stripe.pay(one)
        stripe_calls.refresh_session(one, now=TODAY)
    return db.session.scalars(reconciliation.payments_to_refund()).one()


def asked(payment: Payment) -> RefundRequest:
    with db.writing():
        return refunds.request_refund(payment, by=GUEST, now=TODAY)


def look(payment: Payment) -> None:
    stripe_calls.refresh_payment(payment.object_id, now=TODAY)
    db.session.expire_all()


def test_a_refund_that_waited_and_failed_without_a_line_may_be_pressed_again(
    stripe: FakeStripe, surplus: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pending(intent: str, cents: int, key: str) -> Reversal:
        made = Reversal("re_0", intent, cents, "usd", gone_cents=None, ended=False, at=AT)
        stripe.refunds["re_0"] = made
        return made

    with monkeypatch.context() as patch:
        patch.setattr(stripe, "refund", pending)
        stripe_calls.send_refund(asked(surplus), now=TODAY)
    with pytest.raises(Refused):
        asked(surplus)
    stripe.refunds["re_0"] = replace(stripe.refunds["re_0"], gone_cents=0, ended=True)
    look(surplus)
    assert stripe_calls.send_refund(asked(surplus), now=TODAY)


def test_what_a_failed_refund_of_the_dashboard_leaves_may_be_pressed_again(
    stripe: FakeStripe, surplus: Payment
) -> None:
    session_id = next(one.id for one in stripe.sessions.values() if one.payment_intent == surplus.object_id)
    theirs = stripe.give_back(session_id, 5_000)
    look(surplus)
    ours = asked(surplus)
    stripe.refund_keys[ours.public_id] = stripe.give_back(session_id, ours.amount_cents)
    stripe_calls.send_refund(ours, now=TODAY)
    stripe.refund_fails(theirs)
    look(surplus)
    assert (surplus.returned_cents, asked(surplus).amount_cents) == (5_300, 5_000)


def by_form(cents: int) -> Order:
    with db.writing():
        line, payer = LineInput("A gift", cents, "gifts"), Payer("Ana Lopez", "ana@example.test")
        return orders.open_order("test", db.public_id(), [line], "usd", payer, form="form-1", now=TODAY)


def test_two_answers_of_one_form_at_the_same_moment_leave_one_checkout(
    stripe: FakeStripe, bought: Bought, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = by_form(50_00), by_form(75_00)
    opened = stripe.open_session

    def meanwhile(wanted: Checkout) -> Session:
        made = opened(wanted)
        monkeypatch.setattr(stripe, "open_session", opened)
        begin(after)
        return made

    monkeypatch.setattr(stripe, "open_session", meanwhile)
    with pytest.raises(Refused, match="at the same moment"):
        begin(before)
    assert [one.amount_cents for one in stripe.sessions.values() if one.status == "open"] == [75_00]


def test_who_pays_in_the_moment_in_which_the_checkout_ends_has_paid(
    stripe: FakeStripe, bought: Bought, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = by_form(50_00), by_form(75_00)
    begin(before)
    expire = stripe.expire

    def too_late(session_id: str) -> Session:
        stripe.pay(session_id)
        return expire(session_id)

    monkeypatch.setattr(stripe, "expire", too_late)
    with pytest.raises(Refused, match="You paid a moment ago"):
        begin(after)
    assert bought.fulfilled == [before.public_id]


def test_a_refund_and_a_lost_dispute_of_one_payment_are_told_once(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    stripe.give_back(session_id, 10_300)
    stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    dispute = stripe.dispute(session_id)
    stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    stripe.lose(dispute)
    stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    assert bought.returned == [(order.public_id, 10_300)]
    assert queries.net_income_cents([order.id]) == -10_300
    assert [one.difference_cents for one in reconciliation.balances()] == [0]
