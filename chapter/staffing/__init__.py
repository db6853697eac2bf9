"""Staffing: who could take which shift, who is asked, who is assigned, and who is cleared for it.

The *board* shows the shifts ahead with how many they lack. *Matching* suggests people, with reasons; an
*assignment* puts somebody on a shift; *preferences* are when somebody is free and what they enjoy.
"""

from flask import Flask

from chapter import glossary_terms, overview_sources, today_sources
from chapter.audit import log_kinds
from chapter.mail import kinds
from chapter.personal_data import registry
from chapter.staffing import emails, glossary, log_names, overview, personal_data, placeholders, today
from chapter.staffing.views import office, portal, public


def register(app: Flask) -> None:
    """Register the pages, the mail about clearances and its placeholders."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    today_sources.register(app, *today.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    for views in (public, office, portal):
        app.register_blueprint(views.bp)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
