"""Payments: everything that is paid. It knows Stripe, and nothing of what is bought.

An *order* has lines; an *attempt* is one Checkout Session for it; a *payment* is money that arrived; the
*ledger* holds every movement of money between two accounts and is never changed. A *purpose* is a package
above that says what happens when an order is paid, and when its money is returned.
"""

from flask import Flask

from chapter import glossary_terms, today_sources
from chapter.audit import log_kinds
from chapter.mail import kinds
from chapter.payments import emails, glossary, log_names, personal_data, placeholders, purposes, today
from chapter.payments.views import office, public
from chapter.personal_data import registry
from chapter.web import navigation

__all__ = ["purposes", "register"]


def register(app: Flask) -> None:
    """Register the mails of payments, the pages of books and receipts, and the webhook that Stripe calls."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    today_sources.register(app, *today.SOURCES)
    app.register_blueprint(public.bp)
    app.register_blueprint(office.bp)
    navigation.add_entry(app, "giving", "Books", "payments_office.books", 50)
    navigation.add_entry(app, "giving", "Stripe", "payments_office.stripe", 60)
