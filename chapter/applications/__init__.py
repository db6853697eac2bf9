"""Joining: applications, confirming an email, deciding, questions, welcome mails.

An *application* is begun, sent, proved (the applicant holds the mailbox), decided, and settled ten minutes
later.
"""

from flask import Flask

from chapter import overview_sources, today_sources
from chapter.applications import broadcasts, emails, log_names, overview, personal_data, placeholders, today
from chapter.applications.views import office, public
from chapter.audit import log_kinds
from chapter.broadcasts import rolling
from chapter.levels.rules import levels
from chapter.mail import kinds
from chapter.personal_data import registry
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Register the pages of joining and deciding, the mails, and the links that fill them."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    today_sources.register(app, *today.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    kinds.register(app, emails.KINDS)
    rolling.register(app, *broadcasts.ROLLING)
    placeholders.register(app)
    app.register_blueprint(public.bp)
    app.register_blueprint(office.bp)
    record_redirects.register_routes(app, levels.ADDRESS, public.bp.name)
    navigation.add_entry(app, "site", "Join", "applications.join", 20)
