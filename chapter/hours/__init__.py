"""Hours that volunteers worked: checked in, credited, logged, approved, valued, reported and thanked for.

An *entry* is time on one day; it is *credited* from check-in and check-out, or *logged* by hand. It is never
changed: a correction takes its place. A *rate* is what an hour is worth in a year.
"""

from flask import Flask

from chapter import glossary_terms, overview_sources
from chapter import moderation as moderated
from chapter.audit import log_kinds
from chapter.broadcasts import kinds as broadcast_kinds
from chapter.broadcasts import rolling
from chapter.hours import (
    broadcasts,
    emails,
    glossary,
    log_names,
    membership_counter,
    moderation,
    overview,
    personal_data,
    placeholders,
    queries,
    timeline,
)
from chapter.hours.models.hours import Hours
from chapter.hours.views import office, portal
from chapter.levels import counters
from chapter.mail import kinds
from chapter.people import newcomers, timeline_sources
from chapter.personal_data import registry
from chapter.shifts.rules import endings


def register(app: Flask) -> None:
    """Register the pages and mails, and let levels and newcomers ask for hours."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    timeline_sources.register(app, *timeline.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    moderated.register(app, moderation.LOGGED_HOURS)
    for views in (office, portal):
        app.register_blueprint(views.bp)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    broadcast_kinds.register(app, *broadcasts.KINDS)
    rolling.register(app, *broadcasts.ROLLING)
    newcomers.register(app, queries.GAVE_HOURS)
    endings.SIGNUPS_ENDED.leave(app, {Hours.signup_id: "what was worked was worked"})
    counters.register(app, membership_counter.COUNTER)
