"""Giving: drives, the gifts to them, and what their receipts say.

A *drive* has a story, a goal and an end. A *gift* is what a giver means to give; what came in for it is known
only from the ledger of payments. A *tribute* is in honor or in memory of somebody. The *wall* shows the
givers who want to be seen.
"""

from flask import Flask

from chapter import glossary_terms, overview_sources
from chapter import moderation as moderated
from chapter.audit import log_kinds
from chapter.giving import (
    emails,
    glossary,
    log_names,
    moderation,
    overview,
    payment_pages,
    personal_data,
    placeholders,
    purpose,
    queries,
    timeline,
)
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.giving.views import office, public
from chapter.mail import kinds
from chapter.payments import purposes
from chapter.people import timeline_sources
from chapter.personal_data import registry
from chapter.web import navigation, record_redirects, visibility_version

NAMES_ON_WALL = (
    *(Gift.name, Gift.anonymous, Gift.person_id, Gift.erased_at),
    *(Gift.declined_at, Gift.approved_at),
)
"""The columns that decide whether the wall shows a name, beside those that a drive's versions cover."""


def register(app: Flask) -> None:
    """Register the mails, the purpose of orders, the addresses and the pages of drives and gifts."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    timeline_sources.register(app, *timeline.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    visibility_version.track_changes(app, *NAMES_ON_WALL)
    purposes.register(app, purpose.GIFT_PURPOSE, payment_pages.GIFT_PAGES)
    moderated.register(app, moderation.WALL)
    app.register_blueprint(public.bp)
    app.register_blueprint(office.bp)
    record_redirects.set_visible_records(app, drives.ADDRESS, queries.drives_visible_to)
    record_redirects.register_routes(app, drives.ADDRESS, public.bp.name, office.bp.name)
    navigation.add_entry(app, "site", "Give", "giving.index", 15)
    navigation.add_entry(app, "office", "Giving", "giving_office.index", 40, place="Money")
    navigation.add_entry(app, "giving", "Drives", "giving_office.index", 10)
    navigation.add_entry(app, "giving", "Gifts", "giving_office.gifts", 20)
