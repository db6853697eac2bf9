"""Our books beside Stripe's lines: equal to the cent, and each difference has a name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.gateways.stripe.objects import BalanceTransaction
from chapter.payments import reconciliation, stripe_calls, tasks
from chapter.payments.models.ledger import FEES, STRIPE_BALANCE, LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import MirroredTransaction, StripeEvent
from chapter.payments.rules import balance_transactions, ledger
from chapter.payments.tasks import stripe_sync
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.payments.fake_stripe import FakeStripe
from tests.payments.orders import Bought

Sessions = Callable[..., tuple[Order, str]]


def paid(stripe: FakeStripe, a_session: Sessions) -> tuple[Order, str]:
    order, session_id = a_session()
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    return order, session_id


def sums() -> dict[str, int]:
    """What each account holds."""
    found: dict[str, int] = {}
    for one in db.session.scalars(select(LedgerEntry)):
        found[one.debit] = found.get(one.debit, 0) + one.amount_cents
        found[one.credit] = found.get(one.credit, 0) - one.amount_cents
    return found


def test_every_line_is_mirrored_once_however_often_it_is_read(
    stripe: FakeStripe, a_session: Sessions
) -> None:
    _, session_id = paid(stripe, a_session)
    stripe.give_back(session_id, 1_000)
    for _ in range(3):
        stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
        stripe_sync.read_balance_transactions(TODAY)
    kept = db.session.execute(
        select(MirroredTransaction.transaction_id, MirroredTransaction.kind).order_by(
            MirroredTransaction.transaction_id
        )
    ).all()
    assert kept == [("txn_0000", "charge"), ("txn_0001", "refund")]
    assert [one.difference_cents for one in reconciliation.balances()] == [0]
    assert reconciliation.differences() == []


def test_a_payout_and_another_shop_are_in_no_account(stripe: FakeStripe, a_session: Sessions) -> None:
    paid(stripe, a_session)
    before = sums()
    stripe.sell_elsewhere(9_000)
    stripe.pay_out(5_000)
    stripe_sync.read_balance_transactions(TODAY)
    lines = {one.kind: one.payment_id for one in db.session.scalars(select(MirroredTransaction))}
    assert lines["payout"] is None
    assert [one.amount_cents for one in db.session.scalars(reconciliation.foreign_transactions())] == [9_000]
    assert {**sums(), "fees": 0, "stripe": 0} == {**before, "fees": 0, "stripe": 0}
    assert [one.difference_cents for one in reconciliation.balances()] == [0]


def test_a_payment_that_nobody_told_of_is_found_by_its_line(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    order, session_id = a_session()
    stripe.pay(stripe.second_session(session_id))
    stripe_sync.read_balance_transactions(TODAY)
    assert bought.fulfilled == [order.public_id]


def test_a_long_list_is_read_on_where_it_stopped(
    stripe: FakeStripe, a_session: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid(stripe, a_session)
    for _ in range(6):
        stripe.sell_elsewhere(1_000)
    monkeypatch.setattr(tasks, "BUDGET_SECONDS", -1.0)
    stripe_sync.read_balance_transactions(TODAY)
    assert db.session.scalar(select(func.count()).select_from(MirroredTransaction)) == 0
    asked, pages = stripe.lines, []

    def one_page(*given: object) -> object:
        pages.append(given)
        if len(pages) > 1:
            raise RuntimeError("killed here")
        return asked(*given)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(tasks, "BUDGET_SECONDS", 60.0)
    with monkeypatch.context() as patch:
        patch.setattr(stripe, "lines", one_page)
        with pytest.raises(RuntimeError, match="killed"):
            stripe_sync.read_balance_transactions(TODAY)
    stripe_sync.read_balance_transactions(TODAY + timedelta(minutes=10))
    assert db.session.scalar(select(func.count()).select_from(MirroredTransaction)) == len(stripe.made)


def test_what_stripe_moved_otherwise_than_it_was_heard_is_booked_as_a_difference(
    stripe: FakeStripe, a_session: Sessions
) -> None:
    _, session_id = paid(stripe, a_session)
    line = stripe.made["txn_0000"]
    stripe.made["txn_0000"] = BalanceTransaction(
        line.id, line.kind, line.source, 10_299, 0, "usd", line.at, line.intent, line.reference
    )
    for _ in range(2):
        stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    moved = select(LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.amount_cents).where(
        LedgerEntry.kind == "difference"
    )
    assert db.session.execute(moved).all() == [("differences", "stripe", 1)]
    assert [one.difference_cents for one in reconciliation.balances()] == [0]


def test_a_countering_fee_is_a_fee_and_comes_again_when_the_dispute_is_won(
    stripe: FakeStripe, a_session: Sessions
) -> None:
    _, session_id = paid(stripe, a_session)
    dispute = stripe.dispute(session_id)
    stripe._line(dispute, f"pi_{session_id}", "stripe_fee", -1_500, 0)
    stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    assert sums()["fees"] == 257 + 1_500 + 1_500
    stripe.win(dispute)
    reinstated = list(stripe.made)[-1]
    won = stripe.made[reinstated]
    stripe.made[reinstated] = BalanceTransaction(
        won.id, won.kind, won.source, won.amount_cents, -1_500, "usd", won.at, won.intent
    )
    stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    assert sums()["fees"] == 257 + 1_500
    assert [one.difference_cents for one in reconciliation.balances()] == [0]


def booked_as_before(stripe: FakeStripe, session_id: str) -> None:
    """The rows as the version before this one wrote them: fee under the payment's own id, no lines."""
    payment = db.session.scalars(select(Payment)).one()
    with db.writing():
        ledger.post_entry(
            payment, payment.object_id, ledger.FEE, FEES, STRIPE_BALANCE, 257, happened_at=TODAY, now=TODAY
        )
        ledger.book_return(payment, ledger.REFUND, "re_0", 1_000, happened_at=TODAY, now=TODAY)
        ledger.book_return(payment, ledger.DISPUTE, "dp_0", 10_300, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 10_300, now=TODAY)


def test_a_database_of_before_this_swept_twice_changes_by_missing_fees_alone(
    stripe: FakeStripe, a_session: Sessions, bought: Bought
) -> None:
    _, session_id = paid(stripe, a_session)
    stripe.give_back(session_id, 1_000)
    stripe.dispute(session_id)
    booked_as_before(stripe, session_id)
    before = sums()
    for hours in (1, 30):
        now = TODAY + timedelta(hours=hours)
        for job in (
            tasks.process_events,
            tasks.refresh_open_attempts,
            tasks.refresh_due_payments,
            stripe_sync.read_balance_transactions,
        ):
            job(now)
    fee_of_the_dispute = 1_500
    assert sums() == {
        **before,
        "fees": before["fees"] + fee_of_the_dispute,
        "stripe": before["stripe"] - fee_of_the_dispute,
    }
    assert [one.difference_cents for one in reconciliation.balances()] == [0]


def test_the_page_sets_both_sums_side_by_side_and_names_no_difference(
    client: Browser, stripe: FakeStripe, a_session: Sessions
) -> None:
    _, session_id = paid(stripe, a_session)
    stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/stripe")
    assert page.html.count("$100.43") == 2
    assert "Where they differ" not in page.html


def test_a_fee_that_is_booked_twice_is_named(
    client: Browser, stripe: FakeStripe, a_session: Sessions
) -> None:
    """The negative control: the page sees what an uncareful mirror would do."""
    _, session_id = paid(stripe, a_session)
    mirror = balance_transactions.record_transaction

    def twice(line: BalanceTransaction, payment: Payment | None, **more: object) -> bool:
        news = mirror(line, payment, **more)  # type: ignore[arg-type]  # as it came
        if news and payment is not None:
            again = f"{line.id}-again", ledger.FEE, FEES, STRIPE_BALANCE, line.fee_cents
            ledger.post_entry(payment, *again, happened_at=TODAY, now=TODAY)
        return news

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(balance_transactions, "record_transaction", twice)
        stripe_calls.refresh_payment(f"pi_{session_id}", now=TODAY)
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/stripe")
    assert "Where they differ" in page.html
    assert "$2.57 less in our books: Ana Lopez" in page.html


def test_a_payment_that_stripe_does_not_know_is_named_and_asked_about_once(
    client: Browser, stripe: FakeStripe, a_session: Sessions
) -> None:
    _, session_id = paid(stripe, a_session)
    del stripe.references[f"pi_{session_id}"]
    for hours in (1, 30):
        tasks.refresh_due_payments(TODAY + timedelta(hours=hours))
    assert db.session.scalars(select(Payment.missing_since)).one() == TODAY + timedelta(hours=1)
    factories.sign_in(client, "treasurer")
    assert "Stripe has no record of one of our payments" in client.get("/office/giving/stripe").html


def test_an_event_that_failed_is_shown_and_put_aside_by_a_press(
    client: Browser, another: Browser, stripe: FakeStripe
) -> None:
    with db.writing():
        bad = StripeEvent(
            event_id="evt_1", kind="charge.refunded", object_id="ch_1", received_at=TODAY, due_at=TODAY,
            tries=4, error="nobody thought of that",
        )  # fmt: skip
        db.session.add(bad)
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/stripe")
    assert "A webhook event failed" in page.html
    assert "nobody thought of that" in page.html
    address = f"/office/giving/stripe/events/{bad.id}/archive"
    factories.sign_in(another, "comms")
    assert another.post(address).status == 403
    assert "Archived." in client.post(address).html
    assert "A webhook event failed" not in client.get("/office/giving/stripe").html
    db.session.refresh(bad)
    assert bad.outcome == "archived"
