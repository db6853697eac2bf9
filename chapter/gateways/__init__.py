"""What is not ours, kept thin: the clock, the mail server, Stripe.

Tests hand ``create_app`` others that keep the same promises.
"""

from dataclasses import dataclass, field

from flask import Flask, current_app

from chapter.gateways.clock import Clock
from chapter.gateways.smtp import Mailer
from chapter.gateways.stripe import Stripe


@dataclass
class Gateways:
    """The outside as one running application sees it. ``mailer`` None: mails are kept, not sent; ``stripe``
    None: nothing is paid online."""

    clock: Clock = field(default_factory=Clock)
    mailer: Mailer | None = None
    stripe: Stripe | None = None


def register(app: Flask, gateways: Gateways | None) -> None:
    """Give the application its outside; by default the real one that its settings name."""
    if gateways is None:
        url = app.config["MAIL_URL"]
        gateways = Gateways(mailer=Mailer.from_url(url) if url else None, stripe=_stripe(app))
    app.extensions["gateways"] = gateways


def _stripe(app: Flask) -> Stripe | None:
    key = app.config["STRIPE_SECRET_KEY"]
    secret, base = app.config["STRIPE_WEBHOOK_SECRET"], app.config["STRIPE_API_BASE"]
    return Stripe(key, secret, base) if key else None


def current() -> Gateways:
    """The outside of the application that is running."""
    gateways: Gateways = current_app.extensions["gateways"]
    return gateways
