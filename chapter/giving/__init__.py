"""Giving: drives, the gifts to them, receipts' words, thanks.

A *drive* has a story, a goal and an end. A *gift* is what somebody means to give; what came in for it is told
by the ledger of payments alone. A *tribute* is in honor or in memory of somebody. The *wall* shows those who
want to be seen.
"""

from flask import Flask

from chapter.broadcasts import kinds as mail
from chapter.giving import emails, places, purpose, queries, tellings
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.giving.views import (
    checkout,
    landing,
    office,
    office_books,
    office_entering,
    office_funds,
    office_gift,
    office_gifts,
    office_givers,
    office_reversing,
    office_statements,
    office_stripe,
    public,
    year_ends,
)
from chapter.mail import kinds
from chapter.payments import purposes
from chapter.web import navigation, record_redirects, visibility_version

PAGES = (public, checkout, landing, year_ends)
OFFICE = (
    office, office_gifts, office_gift, office_entering, office_reversing, office_books, office_givers,
    office_statements, office_funds, office_stripe,
)  # fmt: skip
"""Those of one line share a blueprint."""


SHOWS = (Gift.name, Gift.anonymous, Gift.person_id, Gift.hidden_at, Gift.shown_at, Gift.erased_at)
"""What lets a name stand on the wall, beside what the versions of drives follow."""


def register(app: Flask) -> None:
    """Open the pages, fill the places of the mails, say what happens when a gift is paid."""
    kinds.register(app, emails.KINDS)
    places.register(app)
    visibility_version.track_changes(app, *SHOWS)
    mail.register(app, *tellings.KINDS)
    purposes.register(app, purpose.GIFT)
    app.register_blueprint(PAGES[-1].bp)
    app.register_blueprint(OFFICE[-1].bp)
    record_redirects.set_visible_records(app, drives.ADDRESS, queries.known_to)
    record_redirects.register_routes(app, drives.ADDRESS, public.bp.name, office.bp.name)
    navigation.add_entry(app, "site", "Give", "giving.index", 15)
    navigation.add_entry(app, "office", "Giving", "giving_office.index", 40)
