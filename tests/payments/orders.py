"""Going to Checkout, calling the webhook as Stripe does, and a purpose that notes what it was told."""

import json
import random
from dataclasses import dataclass, field
from datetime import datetime

import stripe

from chapter import db
from chapter.payments import stripe_calls
from chapter.payments.models.orders import Order
from chapter.payments.purposes import Part, Purpose, PurposePages
from chapter.payments.rules import orders
from tests.factories import TODAY
from tests.payments.fake_stripe import SECRET


def begin(order: Order, *, site: str = "http://a.test") -> str:
    """Goes to Checkout with her browser; its address."""
    with db.writing():
        attempt = orders.begin_attempt(order, "her browser", now=TODAY)
    return stripe_calls.begin_checkout(
        attempt, back=f"{site}/", landing=f"{site}/thanks", donation=True, now=TODAY
    )


def a_call(
    kind: str, object_id: str, *, event_id: str = "", secret: str = SECRET, livemode: bool = False,
    at: int | None = None,
) -> tuple[bytes, str]:  # fmt: skip
    """The body and the signature of a call of the webhook, as Stripe makes them."""
    body = json.dumps(
        {
            "id": event_id or f"evt_{random.getrandbits(64):x}", "object": "event", "type": kind,
            "api_version": stripe.api_version, "livemode": livemode, "created": 1_790_000_000,
            "data": {"object": {"id": object_id, "object": "checkout.session"}},
        }
    )  # fmt: skip
    signature = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return body.encode(), signature


PAGES = PurposePages("thing", lambda _order: Part("payments/public/landing.html"), lambda _order: "/office/")
"""What pages say of it: no more than they must."""


@dataclass
class Bought:
    """A purpose that notes what it was told."""

    fulfilled: list[str] = field(default_factory=list)
    returned: list[tuple[str, int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def purpose(self) -> Purpose:
        """It, to be registered."""
        return Purpose("test", self._fulfil, self._reverse, self._fail)

    def _fulfil(self, order: Order, _now: datetime) -> None:
        self.fulfilled.append(order.public_id)

    def _reverse(self, order: Order, cents: int, _now: datetime) -> None:
        self.returned.append((order.public_id, cents))

    def _fail(self, order: Order, _now: datetime) -> None:
        self.failed.append(order.public_id)
