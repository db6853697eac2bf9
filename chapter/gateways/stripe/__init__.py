"""Stripe, as far as payments need it: hosted Checkout, refunds, and reading what became of money.

In a request each call ends within 3 seconds, whatever the other side does, and is not repeated, so that a
page answers within 4; the worker repeats by its own rows. The API version is the one that the library was
made for.
"""

from chapter.gateways.stripe.calls import TIMEOUT_SECONDS, within
from chapter.gateways.stripe.client import Checkout, Event, Item, NotStripe, Page, Stripe
from chapter.gateways.stripe.errors import StripeRefused, StripeSilent, StripeUnclear
from chapter.gateways.stripe.objects import Charge, Line, Money, Return, Session

__all__ = [
    "TIMEOUT_SECONDS",
    "Charge",
    "Checkout",
    "Event",
    "Item",
    "Line",
    "Money",
    "NotStripe",
    "Page",
    "Return",
    "Session",
    "Stripe",
    "StripeRefused",
    "StripeSilent",
    "StripeUnclear",
    "within",
]
