"""The ledger: every movement once, never changed, always in balance."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from chapter import db
from chapter.payments import queries, stripe_calls
from chapter.payments.models.ledger import CARD, CHECK, LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.rules import ledger, orders
from chapter.payments.rules.orders import LineInput, Payer
from chapter.refusal import Refused
from tests.factories import TODAY
from tests.payments.fake_stripe import FakeStripe
from tests.payments.orders import Bought, begin

Orders = Callable[..., Order]
Sessions = Callable[..., tuple[Order, str]]


def booked() -> list[tuple[str, str, str, int]]:
    found = select(LedgerEntry).order_by(LedgerEntry.id)
    return [(one.kind, one.debit, one.credit, one.amount_cents) for one in db.session.scalars(found)]


def paid(order: Order, object_id: str = "pi_1", method: str = CARD) -> Payment | None:
    with db.writing():
        return ledger.book_payment(order, object_id=object_id, method=method, received_at=TODAY, now=TODAY)


def test_each_line_is_booked_under_its_account(an_order: Orders, bought: Bought) -> None:
    order = an_order(10_000, 300)
    paid(order)
    assert booked() == [("came", "stripe", "gifts:0", 10_000), ("came", "stripe", "gifts:1", 300)]
    assert bought.fulfilled == [order.public_id]
    assert queries.net_income_cents([order.id]) == 10_300


def test_what_comes_by_hand_is_not_on_the_stripe_balance(an_order: Orders) -> None:
    paid(an_order(5_000), method=CHECK)
    assert booked() == [("came", "hand", "gifts:0", 5_000)]


def test_the_same_money_is_booked_once(an_order: Orders, bought: Bought) -> None:
    order = an_order()
    assert paid(order) is not None
    assert paid(order) is None
    assert paid(order, "pi_2") is None
    assert paid(an_order()) is None
    assert (len(booked()), len(bought.fulfilled)) == (2, 1)


def returned(payment: Payment, kind: str, object_id: str, cents: int) -> bool:
    with db.writing():
        news = ledger.book_return(payment, kind, object_id, cents, happened_at=TODAY, now=TODAY)
        ledger.settle_returns(payment, 0, now=TODAY)
    return news


def test_refunds_go_back_line_by_line(an_order: Orders, bought: Bought) -> None:
    order = an_order(10_000, 300)
    payment = paid(order)
    assert payment is not None
    assert returned(payment, ledger.REFUND, "re_1", 9_000)
    assert returned(payment, ledger.REFUND, "re_2", 1_300)
    assert not returned(payment, ledger.REFUND, "re_2", 1_300)
    assert booked()[2:] == [
        ("refund", "gifts:0", "stripe", 9_000),
        ("refund", "gifts:0", "stripe", 1_000),
        ("refund", "gifts:1", "stripe", 300),
    ]
    assert bought.returned == [(order.public_id, 9_000), (order.public_id, 10_300)]
    assert queries.net_income_cents([order.id]) == 0


def test_a_refund_that_failed_comes_again_and_only_then(an_order: Orders, bought: Bought) -> None:
    order = an_order()
    payment = paid(order)
    assert payment is not None
    assert not returned(payment, ledger.REFUND, "re_1", 0)
    returned(payment, ledger.REFUND, "re_1", 9_000)
    assert returned(payment, ledger.REFUND, "re_1", 0)
    assert not returned(payment, ledger.REFUND, "re_1", 0)
    assert queries.net_income_cents([order.id]) == 10_300
    assert bought.returned[-1] == (order.public_id, 0)


@pytest.mark.parametrize("statement", ["UPDATE ledger SET amount_cents = 1", "DELETE FROM ledger"])
def test_the_database_keeps_the_ledger_as_it_is(an_order: Orders, statement: str) -> None:
    paid(an_order())
    before = booked()
    with pytest.raises(DBAPIError, match="never changed"), db.writing():
        db.session.execute(text(statement))
    assert booked() == before


@pytest.mark.every_case
@pytest.mark.parametrize(
    "wrong",
    [{"amount_cents": 0}, {"amount_cents": -5}, {"credit": "stripe"}, {"object_id": "pi_1"}],
)
def test_the_database_takes_no_movement_that_is_none(an_order: Orders, wrong: dict[str, object]) -> None:
    order = an_order(10_000)
    paid(order)
    values = {
        "object_id": "pi_9", "kind": "came", "part": 0, "debit": "stripe", "credit": "gifts:0",
        "amount_cents": 5, "currency": "usd", "order_id": order.id, "happened_at": TODAY, "booked_at": TODAY,
    }  # fmt: skip
    with pytest.raises(DBAPIError), db.writing():
        db.session.add(LedgerEntry(**values | wrong))


@pytest.mark.parametrize("cents", [0, 99, 99_999_901])
def test_what_is_too_small_or_too_large_is_refused(app: Flask, bought: Bought, cents: int) -> None:
    line, payer = LineInput("A gift", cents, "gifts"), Payer("Ana", "ana@example.test")
    with pytest.raises(Refused), db.writing():
        orders.open_order("test", "a" * 16, [line], "usd", payer, now=TODAY)


def test_a_purpose_that_nobody_registered_opens_no_order(app: Flask, bought: Bought) -> None:
    with pytest.raises(KeyError), db.writing():
        orders.open_order(
            "unknown", "a" * 16, [LineInput("A gift", 500, "gifts")], "usd", Payer("", ""), now=TODAY
        )


def test_a_checkout_asks_for_what_the_order_says(stripe: FakeStripe, a_session: Sessions) -> None:
    order, session_id = a_session(10_000, 300)
    (asked,) = stripe.asked
    assert [(item.label, item.amount_cents) for item in asked.items] == [("Line 0", 10_000), ("Line 1", 300)]
    assert (asked.reference, asked.currency, asked.email) == (order.public_id, "usd", "ana@example.test")
    assert asked.idempotency_key == f"order-{order.public_id}-1"
    assert stripe.sessions[session_id].reference == order.public_id


def test_each_attempt_has_a_key_of_its_own(stripe: FakeStripe, a_session: Sessions) -> None:
    order, session_id = a_session()
    stripe.change(session_id, "expired", status="expired")
    begin(order)
    assert [one.idempotency_key for one in stripe.asked] == [f"order-{order.public_id}-{n}" for n in (1, 2)]


def test_what_is_paid_is_not_paid_again(stripe: FakeStripe, a_session: Sessions) -> None:
    order, session_id = a_session()
    stripe.pay(session_id)
    stripe_calls.refresh_session(session_id, now=TODAY)
    with pytest.raises(Refused):
        begin(order)
