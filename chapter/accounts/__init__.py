"""Accounts: who may sign in, with which roles; the mails, links and requests that belong to an account.

A *viewer* is whoever looks at a page: signed in, or a visitor; a *circle* is a group of viewers that a page
is open to; a *role* says what a person does for the chapter. A *one-use link* is mailed, opens a page, and
acts once when its button is clicked. How somebody signs in is in chapter.authentication, above.
"""

from flask import Flask

from chapter import glossary_terms, overview_sources
from chapter.accounts import emails, glossary, log_names, overview, personal_data, placeholders, timeline
from chapter.audit import log_kinds
from chapter.mail import kinds
from chapter.people import timeline_sources
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Declare the mails about accounts, and register what fills in their links."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    timeline_sources.register(app, *timeline.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
