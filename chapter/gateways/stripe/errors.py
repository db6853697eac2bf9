"""How a call to Stripe can fail: its effect is unknown, or Stripe refused it."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from chapter import db

BUSY = 409
"""Stripe is processing another call with the same key just now (docs.stripe.com/error-low-level)."""


class StripeSilent(Exception):
    """Stripe could not be reached, did not answer in time, or gave an answer that can't be parsed: what the
    call did is unknown."""


class StripeUnclear(StripeSilent):
    """Stripe answered, but the answer is unusable; the fault may be limited to this one object."""


class StripeRefused(Exception):
    """Stripe refused the call; nothing was charged. The sentence is Stripe's. ``final``: it knows no such
    object, and asking again will not change that."""

    def __init__(self, sentence: str, *, final: bool = False) -> None:
        super().__init__(sentence)
        self.final = final


@contextmanager
def stripe_errors() -> Iterator[None]:
    """Wraps a call and the reading of its answer. Raises StripeSilent, StripeRefused."""
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
