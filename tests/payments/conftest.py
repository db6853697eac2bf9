"""A pretend Stripe, a purpose, and orders."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from chapter import db
from chapter.payments import purposes
from chapter.payments.models.orders import Order
from chapter.payments.rules import orders
from chapter.payments.rules.orders import LineInput, Payer
from tests.factories import TODAY
from tests.payments.fake_stripe import FakeStripe
from tests.payments.fake_stripe import stripe as stripe
from tests.payments.orders import PAGES, Bought, begin


@pytest.fixture
def bought(app: Flask) -> Iterator[Bought]:
    """A purpose called “test”."""
    made = Bought()
    purposes.register(app, made.purpose, PAGES)
    yield made
    del app.extensions["purposes"]["test"]


@pytest.fixture
def an_order(bought: Bought) -> Callable[..., Order]:
    """Opens orders: of $100, and $3 that cover the fee, unless other amounts are named."""

    def make(*cents: int, currency: str = "usd") -> Order:
        lines = [
            LineInput(f"Line {n}", amount, f"gifts:{n}") for n, amount in enumerate(cents or (10_000, 300))
        ]
        with db.writing():
            payer = Payer("Ana Lopez", "ana@example.test")
            return orders.open_order("test", "a" * 16, lines, currency, payer, now=TODAY)

    return make


@pytest.fixture
def a_session(stripe: FakeStripe, an_order: Callable[..., Order]) -> Callable[..., tuple[Order, str]]:
    """Opens an order with a Checkout Session: (order, session id)."""

    def make(*cents: int, currency: str = "usd") -> tuple[Order, str]:
        order = an_order(*cents, currency=currency)
        begin(order)
        return order, stripe.keys[f"order-{order.public_id}-1"]

    return make
