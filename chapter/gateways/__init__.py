"""Thin wrappers around what is outside: the clock, the mail server, Stripe, the store of files.

Tests pass ``create_app`` others with the same interface.
"""

from dataclasses import dataclass, field

from flask import Flask, current_app

from chapter.gateways.clock import Clock
from chapter.gateways.files import FileStore
from chapter.gateways.files.database import DatabaseFiles
from chapter.gateways.files.settings import store_from
from chapter.gateways.smtp import Mailer
from chapter.gateways.stripe import Stripe


@dataclass
class Gateways:
    """The gateways of one running application. ``mailer`` None: mails are stored, not sent; ``stripe`` None:
    nothing is paid online."""

    clock: Clock = field(default_factory=Clock)
    mailer: Mailer | None = None
    stripe: Stripe | None = None
    files: FileStore = field(default_factory=DatabaseFiles)


def register(app: Flask, gateways: Gateways | None) -> None:
    """Give the application its gateways; by default the real ones that its settings name."""
    if gateways is None:
        url = app.config["MAIL_URL"]
        gateways = Gateways(
            mailer=Mailer.from_url(url) if url else None,
            stripe=_stripe(app),
            files=store_from(app.config["FILES_STORE"], app.config["FILES_STORE_BEFORE"]),
        )
    app.extensions["gateways"] = gateways


def _stripe(app: Flask) -> Stripe | None:
    key = app.config["STRIPE_SECRET_KEY"]
    secret, base = app.config["STRIPE_WEBHOOK_SECRET"], app.config["STRIPE_API_BASE"]
    return Stripe(key, secret, base) if key else None


def current() -> Gateways:
    """The gateways of the running application."""
    gateways: Gateways = current_app.extensions["gateways"]
    return gateways
