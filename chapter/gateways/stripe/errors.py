"""How a call to Stripe can end badly: nobody knows what it did, or it said no."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from chapter import db

BUSY = 409
"""Stripe works on another call by the same key just now (docs.stripe.com/error-low-level)."""


class StripeSilent(Exception):
    """Stripe could not be reached, did not answer in time, or gave an answer that nobody can read: nobody
    knows what it did."""


class StripeUnclear(StripeSilent):
    """Stripe answered, and this answer says nothing: it may be so for this one object alone."""


class StripeRefused(Exception):
    """Stripe answered that it will not do it; nothing was charged. The sentence is Stripe's. ``final``: it
    knows no such object, and asking again will not change that."""

    def __init__(self, sentence: str, *, final: bool = False) -> None:
        super().__init__(sentence)
        self.final = final


@contextmanager
def stripe_errors() -> Iterator[None]:
    """Around a call and the reading of its answer. Raises StripeSilent, StripeRefused."""
    if db.in_writing():
        raise RuntimeError("Stripe is asked with no transaction open")
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise StripeSilent(str(error)) from error
    except stripe.APIError as error:
        raise StripeUnclear(str(error)) from error
    except stripe.StripeError as error:
        if error.http_status == BUSY:
            raise StripeSilent(str(error)) from error
        missing = error.code == "resource_missing"
        raise StripeRefused(error.user_message or str(error), final=missing) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StripeUnclear(f"an answer that says nothing ({type(error).__name__}: {error})") from error
