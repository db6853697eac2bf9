"""Stripe, as far as payments need it: hosted Checkout, refunds, and reading what became of money.

In a request each call ends within 3 seconds, whatever the other side does, and is not retried, so that a page
answers within 4; the worker retries from its own rows. The API version is the one that the library was made
for.
"""

from chapter.gateways.stripe.client import (
    BadSignature,
    BalancePage,
    Checkout,
    CheckoutItem,
    Stripe,
    WebhookEvent,
)
from chapter.gateways.stripe.errors import StripeRefused, StripeSilent, StripeUnclear
from chapter.gateways.stripe.http_client import TIMEOUT_SECONDS, time_limit
from chapter.gateways.stripe.objects import BalanceTransaction, Charge, PaymentRecord, Reversal, Session

__all__ = [
    "TIMEOUT_SECONDS",
    "BadSignature",
    "BalancePage",
    "BalanceTransaction",
    "Charge",
    "Checkout",
    "CheckoutItem",
    "PaymentRecord",
    "Reversal",
    "Session",
    "Stripe",
    "StripeRefused",
    "StripeSilent",
    "StripeUnclear",
    "WebhookEvent",
    "time_limit",
]
