"""Households and companies: who is named for one, invited, belongs, is removed, and who pays.

The payer names others: each is an *invitation*, mailed when the membership runs. Nobody belongs to a *bundle*
but by their own *answer*.
"""

from flask import Flask

from chapter import overview_sources
from chapter.audit import log_kinds
from chapter.households import emails, log_names, overview, personal_data, placeholders, timeline
from chapter.households.views import office, portal, public
from chapter.mail import kinds
from chapter.people import timeline_sources
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Register the pages of invitations and of what members belong to, the mails, and the links that fill
    them."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    timeline_sources.register(app, *timeline.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    for audience in (public, portal, office):
        app.register_blueprint(audience.bp)
