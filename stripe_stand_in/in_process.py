"""Stripe's stand-in called inside this process, while the sample is built: nothing listens on a port yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import stripe
from werkzeug.test import Client
from werkzeug.wrappers import Request

from chapter.gateways import current
from chapter.gateways.stripe import Stripe
from stripe_stand_in.account import Account
from stripe_stand_in.api import Api

KEY, SECRET, BASE = "sk_test_stand_in_inside", "whsec_nobody_calls_here", "http://stand-in.test"


@contextmanager
def asked(account: Account) -> Iterator[None]:
    """Send all Stripe calls inside to the stand-in with this account."""
    gateways = current()
    before, gateways.stripe = gateways.stripe, Stripe(KEY, SECRET, BASE, _Inside(account))
    try:
        yield
    finally:
        gateways.stripe = before


class _Inside(stripe.HTTPClient):
    """An HTTP client for Stripe's library that calls the stand-in's API without a network."""

    name = "inside"

    def __init__(self, account: Account) -> None:
        super().__init__()
        self._api = Client(Request.application(Api(account).answer))

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_more: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        """(body, status, headers)."""
        at = urlsplit(url)
        answer = self._api.open(
            at.path, query_string=at.query, method=method.upper(), headers=dict(headers or {}), data=post_data
        )
        return answer.get_data(as_text=True), answer.status_code, dict(answer.headers)

    def close(self) -> None:
        """Do nothing: there is no connection."""
