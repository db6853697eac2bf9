"""Givers: who gives, their status, and the mails they get from the chapter.

A *thank-you* is from a named person. A *tribute card* goes to whoever a gift honors. A *soft credit* thanks a
second person for a gift. A *year-end statement* sums up the receipts of a year. *Drive news* says what the
gifts to a drive did.
"""

from flask import Flask

from chapter import glossary_terms, today_sources
from chapter.audit import log_kinds
from chapter.broadcasts import kinds as broadcast_kinds
from chapter.broadcasts import rolling
from chapter.givers import broadcasts, emails, glossary, log_names, personal_data, placeholders, today
from chapter.givers.views import office, public
from chapter.giving.rules import drives
from chapter.mail import kinds
from chapter.personal_data import registry
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Register the mails, the broadcasts and the pages of givers."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    today_sources.register(app, *today.SOURCES)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    broadcast_kinds.register(app, *broadcasts.KINDS)
    rolling.register(app, *broadcasts.ROLLING)
    app.register_blueprint(public.bp)
    app.register_blueprint(office.bp)
    record_redirects.register_routes(app, drives.ADDRESS, office.bp.name)
    navigation.add_entry(app, "giving", "Givers", "givers_office.givers", 30)
