"""The office's side of events: what staff do with an event and its bookings, and what many guests are sent
about it.

It is a package above bookings, since whoever moves or cancels an event moves its bookings.
"""

from flask import Flask

from chapter import glossary_terms, today_sources
from chapter.audit import log_kinds
from chapter.broadcasts import kinds as broadcast_kinds
from chapter.events.rules import slugs
from chapter.events_office import broadcasts, emails, glossary, log_names, today
from chapter.events_office.views import office
from chapter.mail import kinds
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Register the office's pages about events, and the broadcasts and mail kinds to their guests."""
    log_kinds.register(app, *log_names.LOGGED)
    today_sources.register(app, *today.SOURCES)
    glossary_terms.register(app, *glossary.TERMS)
    app.register_blueprint(office.bp)
    navigation.add_entry(
        app, "office", "Events", "events_office.index", 20, place="Events", covers=("/office/tellings/",)
    )
    record_redirects.register_routes(app, slugs.KIND, office.bp.name)
    kinds.register(app, emails.KINDS)
    broadcast_kinds.register(app, *broadcasts.KINDS)
