"""A pretend Stripe."""

from collections.abc import Iterator

import pytest
from flask import Flask

from chapter.gateways import Gateways
from tests.payments.fake_stripe import FakeStripe


@pytest.fixture
def stripe(app: Flask, outside: Gateways) -> Iterator[FakeStripe]:
    """Stripe, as long as the test lasts."""
    pretend = outside.stripe = FakeStripe()
    yield pretend
    outside.stripe = None
