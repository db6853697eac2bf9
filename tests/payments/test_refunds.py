"""Money that no order takes is given back by one press: once, whatever Stripe answers, by whoever presses."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.gateways.stripe import StripeRefused
from chapter.payments import reconciliation, stripe_calls
from chapter.payments.models.ledger import LedgerEntry, Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.stripe import RefundRequest
from chapter.payments.rules import refunds
from chapter.payments.tasks import refund_requests
from chapter.refusal import Refused
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.payments.fake_stripe import FakeStripe
from tests.payments.orders import Bought
from tests.races import at_once

Sessions = Callable[..., tuple[Order, str]]


@pytest.fixture
def surplus(stripe: FakeStripe, a_session: Sessions, bought: Bought) -> Payment:
    """An order of $103 paid twice; the second payment."""
    _, session_id = a_session()
    second = stripe.second_session(session_id)
    for one in (session_id, second):
        stripe.pay(one)
        stripe_calls.refresh_session(one, now=TODAY)
    return db.session.scalars(reconciliation.payments_to_refund()).one()


def asked(payment: Payment) -> RefundRequest:
    with db.writing():
        return refunds.request_refund(payment, by=GUEST, now=TODAY)


def look(stripe: FakeStripe, payment: Payment) -> None:
    stripe_calls.refresh_payment(payment.object_id, now=TODAY)
    db.session.expire_all()


def test_it_goes_back_and_leaves_the_list_and_the_books_are_even(
    stripe: FakeStripe, surplus: Payment
) -> None:
    assert stripe_calls.send_refund(asked(surplus), now=TODAY)
    look(stripe, surplus)
    assert db.session.scalars(reconciliation.payments_to_refund()).all() == []
    moved = select(LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.amount_cents).where(
        LedgerEntry.payment_id == surplus.id, LedgerEntry.kind != "fee"
    )
    assert db.session.execute(moved.order_by(LedgerEntry.id)).all() == [
        ("stripe", "surplus", 10_300),
        ("surplus", "stripe", 10_300),
    ]


def test_pressed_twice_it_is_one_refund(stripe: FakeStripe, surplus: Payment) -> None:
    first, second = asked(surplus), asked(surplus)
    assert first.id == second.id
    for one in (first, second):
        stripe_calls.send_refund(one, now=TODAY)
    assert len(stripe.refunds) == 1
    with pytest.raises(Refused, match="already"):
        asked(surplus)


def test_a_refund_that_failed_may_be_pressed_again(stripe: FakeStripe, surplus: Payment) -> None:
    one = asked(surplus)
    stripe_calls.send_refund(one, now=TODAY)
    stripe.refund_fails(one.refund_id)
    look(stripe, surplus)
    assert stripe_calls.send_refund(asked(surplus), now=TODAY)
    assert len(stripe.refunds) == 2


def test_pressed_by_two_at_the_same_moment_it_is_one_refund(
    app: Flask, stripe: FakeStripe, surplus: Payment
) -> None:
    number = surplus.id

    def press() -> None:
        try:
            with db.writing():
                one = refunds.request_refund(db.session.get_one(Payment, number), by=GUEST, now=TODAY)
        except Refused:
            return
        stripe_calls.send_refund(one, now=TODAY)

    at_once(app, *[press] * 4)
    assert len(stripe.refunds) == 1
    assert len(db.session.scalars(select(RefundRequest)).all()) == 1


def test_when_stripe_is_silent_it_is_asked_again_under_the_same_key(
    stripe: FakeStripe, surplus: Payment
) -> None:
    one, stripe.silent = asked(surplus), True
    refund_requests.send_waiting_refunds(TODAY)
    assert one.ended_at is None
    stripe.silent = False
    for _ in range(2):
        refund_requests.send_waiting_refunds(TODAY)
    db.session.refresh(one)
    assert (len(stripe.refunds), one.refund_id) == (1, "re_0")


def test_a_refund_that_was_made_and_never_answered_is_found_again(
    stripe: FakeStripe, surplus: Payment
) -> None:
    one = asked(surplus)
    stripe.refund(surplus.object_id, surplus.amount_cents, one.public_id)
    stripe_calls.send_refund(one, now=TODAY)
    assert len(stripe.refunds) == 1


def test_what_stripe_refuses_stands_beside_it_and_may_be_pressed_again(
    stripe: FakeStripe, surplus: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def refuse(*_asked: object) -> None:
            raise StripeRefused("Insufficient funds in Stripe account.")

        patch.setattr(stripe, "refund", refuse)
        first = asked(surplus)
        assert not stripe_calls.send_refund(first, now=TODAY)
    assert (first.error, first.ended_at) == ("Insufficient funds in Stripe account.", TODAY)
    second = asked(surplus)
    assert second.number == 2
    assert stripe_calls.send_refund(second, now=TODAY)


def test_what_pays_an_order_is_not_refunded_here(stripe: FakeStripe, surplus: Payment) -> None:
    pays = db.session.scalars(select(Payment).where(Payment.surplus_why == "")).one()
    with pytest.raises(Refused, match="pays for an order"):
        asked(pays)


def test_what_was_refunded_in_the_dashboard_is_not_refunded_again(
    stripe: FakeStripe, surplus: Payment
) -> None:
    stripe.give_back("cs_test_1", surplus.amount_cents)
    look(stripe, surplus)
    with pytest.raises(Refused, match="already"):
        asked(surplus)


def test_the_treasurer_refunds_by_one_press_and_nobody_else_may(
    client: Browser, another: Browser, stripe: FakeStripe, surplus: Payment
) -> None:
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/stripe")
    assert "Refund $103 to Ana Lopez" in page.html
    assert "They were charged a second time" in page.html
    address = f"/office/giving/stripe/payments/{surplus.public_id}/refund"
    factories.sign_in(another, "events")
    assert another.post(address).status == 403
    page = client.post(address)
    assert "Refunded." in page.html
    assert "Refund $103" not in page.html
    again = client.post(address)
    assert (again.status, "This was already refunded." in again.html) == (422, True)
    assert len(stripe.refunds) == 1


def test_when_stripe_is_silent_the_page_says_that_it_goes_on_by_itself(
    client: Browser, stripe: FakeStripe, surplus: Payment
) -> None:
    factories.sign_in(client, "treasurer")
    stripe.silent = True
    page = client.post(f"/office/giving/stripe/payments/{surplus.public_id}/refund")
    assert "Stripe did not answer in time" in page.html
    assert "has not answered yet" in page.html
