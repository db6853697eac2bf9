"""A pretend Stripe."""

from collections.abc import Iterator

import pytest
from flask import Flask

from chapter.gateways import Gateways
from tests.payments.pretend import Pretend


@pytest.fixture
def stripe(app: Flask, outside: Gateways) -> Iterator[Pretend]:
    """Stripe, as long as the test lasts."""
    pretend = outside.stripe = Pretend()
    yield pretend
    outside.stripe = None
