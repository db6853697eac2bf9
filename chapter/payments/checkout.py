"""The way to Stripe's Checkout, for whatever is paid: which browser pays, how often it may try, and what it
reads when Stripe does not answer."""

import secrets

import structlog
from flask import session, url_for

from chapter.accounts.models import secret_hash
from chapter.accounts.viewer import Viewer
from chapter.gateways import clock, current
from chapter.gateways.stripe import StripeRefused, StripeSilent
from chapter.payments import stripe_calls
from chapter.payments.models.orders import Attempt
from chapter.payments.rules import checkout_limits
from chapter.refusal import Refused
from chapter.security import signed_links, throttle

PAYER_COOKIE = "payer"
NOT_SET_UP = (
    "Online payment is not set up here. Nothing was charged. Write to us, and we’ll suggest another way."
)
SILENT = (
    "Our payment partner did not answer in time. You did not get to its page, so nothing was charged. "
    "What you entered is still here: try again in a minute."
)
SILENT_AGAIN = (
    "Our payment partner did not answer in time. If you already paid, we will email you, and there is "
    "nothing to do. If not, what you entered is still here: try again in a minute."
)
DECLINED = (
    "Our payment partner did not accept this. Nothing was charged. What you entered is still here. If it "
    "happens again, write to us."
)
log = structlog.get_logger()


class NoCheckout(Exception):
    """Checkout did not open: ``trouble`` is for the payer, ``status`` the answer's."""

    def __init__(self, trouble: str, status: int) -> None:
        super().__init__(trouble)
        self.trouble, self.status = trouble, status


def browser_secret() -> str:
    """The secret by which this browser is known as the one that pays; made when it has none."""
    known = known_browser_secret()
    if known is None:
        known = session[PAYER_COOKIE] = secrets.token_urlsafe(16)
    return known


def known_browser_secret() -> str | None:
    """The secret by which this browser is known as the one that pays; None: it never went to pay."""
    secret = session.get(PAYER_COOKIE)
    return secret if isinstance(secret, str) else None


def browser_hash() -> str:
    """What attempts hold of this browser's secret; empty without one."""
    secret = known_browser_secret()
    return secret_hash(secret) if secret else ""


def begin(viewer: Viewer, email: str) -> None:
    """Count a try to go to Checkout by ``viewer``, or by whoever typed ``email``. Raises
    throttle.TooManyAttempts; Refused where paying online is not set up."""
    person = viewer.person if viewer.is_authenticated else None
    email = viewer.account.email if viewer.is_authenticated else email
    throttle.enforce(*checkout_limits.checkout_tries(person, email, known_browser_secret()), now=clock.now())
    if current().stripe is None:
        raise Refused(NOT_SET_UP)


def address(attempt: Attempt, *, back: str, donation: bool) -> str:
    """Begin Checkout; its address at Stripe. ``back``: where a payer arrives who pays nothing. Raises
    NoCheckout; Refused when the order, or an earlier one of the same form, has been paid."""
    before = stripe_calls.led_to_checkout_before(attempt)
    order, landing = attempt.order.public_id, signed_links.absolute_url(url_for("payments.thanks"))
    try:
        return stripe_calls.begin_checkout(
            attempt, back=back, landing=landing, donation=donation, now=clock.now()
        )
    except StripeSilent as silent:
        log.warning("checkout_silent", order=order, why=str(silent))
        raise NoCheckout(SILENT_AGAIN if before else SILENT, 503) from silent
    except StripeRefused as declined:
        log.warning("checkout_refused", order=order, why=str(declined))
        raise NoCheckout(SILENT_AGAIN if before else DECLINED, 502) from declined
