"""Calls of the stand-in, in one word."""

import json
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

import stripe

from tests.browser import Page
from tests.form import Form, words_of
from tests.stripe_stand_in.stand_in import KEY, StandIn


def line(words: str, cents: int) -> dict[str, Any]:
    """A line of a Checkout page."""
    price = {"currency": "usd", "unit_amount": cents, "product_data": {"name": words}}
    return {"quantity": 1, "price_data": price}


SESSION: dict[str, Any] = {
    "mode": "payment",
    "submit_type": "donate",
    "client_reference_id": "order_1",
    "metadata": {"order": "order_1"},
    "payment_intent_data": {"metadata": {"order": "order_1"}},
    "adaptive_pricing": {"enabled": False},
    "customer_creation": "if_required",
    "success_url": "http://chapter.test/events/?session_id={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://chapter.test/events/",
    "line_items": [line("A gift", 10_000), line("The fee", 330)],
}


def opened(stand_in: StandIn, key: str = "", **changed: Any) -> stripe.checkout.Session:
    """A new session by Stripe's own client."""
    options: Any = {"idempotency_key": key} if key else {}
    params: Any = {**SESSION, **changed}
    return stand_in.client().v1.checkout.sessions.create(params=params, options=options)


def paid(stand_in: StandIn) -> stripe.checkout.Session:
    """A session that was paid by card."""
    session = opened(stand_in)
    stand_in.act("pay", session.id)
    return stand_in.client().v1.checkout.sessions.retrieve(session.id)


def charge_of(stand_in: StandIn) -> str:
    """The id of a new payment of $103.30 by card."""
    return str(
        stand_in.client().v1.payment_intents.retrieve(str(paid(stand_in).payment_intent)).latest_charge
    )


def raw(
    stand_in: StandIn, path: str, values: dict[str, str] | None = None, key: str = KEY, **headers: str
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """A call by hand: (status, body, headers)."""
    data = None if values is None else urlencode(values).encode()
    sent = {
        "Authorization": f"Bearer {key}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    call = urllib.request.Request(stand_in.base + path, data, sent)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(call, timeout=10) as answer:  # noqa: S310 - as above
            return answer.status, json.loads(answer.read()), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        with refused as answer:
            return answer.code, json.loads(answer.read()), dict(answer.headers)


def flat(params: dict[str, Any], before: str = "") -> dict[str, str]:
    """Parameters as they travel."""
    sent: dict[str, str] = {}
    for name, value in params.items():
        called = f"{before}[{name}]" if before else name
        if isinstance(value, list):
            value = dict(enumerate(value))
        if isinstance(value, dict):
            sent |= flat({str(key): one for key, one in value.items()}, called)
        else:
            sent[called] = str(value).lower() if isinstance(value, bool) else str(value)
    return sent


def buttons(page: Page) -> list[str]:
    """What the buttons say that stand in forms of the page's own, from above."""
    return [words_of(button) for button in page.soup.select("main form button")]


def press(page: Page, words: str, *, follow: bool = True) -> Page:
    """Press the first button that begins with ``words``: its own form is sent, as it stands on the page."""
    for form in page.soup.select("main form"):
        for button in form.find_all("button"):
            if words_of(button).startswith(words):
                return Form(page, form).press(words_of(button), follow=follow)
    raise AssertionError(f'{page.url} has no button "{words}", only {buttons(page)}')


def until(true: Any, seconds: float = 15) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)
