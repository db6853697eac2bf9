"""Payments: everything that is paid. It knows Stripe, and nothing of what is bought.

An *order* has lines; an *attempt* is one Checkout Session for it; a *payment* is money that arrived; the
*ledger* holds every movement of money between two accounts and is never changed. A *purpose* is a package
above that says what happens when an order is paid, and when its money is returned.
"""

from flask import Flask

from chapter.audit import log_kinds
from chapter.mail import kinds
from chapter.payments import emails, log_names, personal_data, purposes
from chapter.payments.views import public
from chapter.personal_data import registry

__all__ = ["purposes", "register"]


def register(app: Flask) -> None:
    """Register the mails of payments, and the webhook that Stripe calls."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    kinds.register(app, emails.KINDS)
    app.register_blueprint(public.bp)
