"""Offline gifts: those that come by hand, by mail or as a thing.

They are entered one by one, or as a *batch*: a list with its sum as it was counted. What was entered wrongly
is voided and *corrected*; both stay in the books.
"""

from flask import Flask

from chapter.broadcasts import kinds as mail
from chapter.givers import placeholders
from chapter.givers.views.office import gift, givers, statements
from chapter.givers.views.public import year_end_statements
from chapter.giving import emails, purpose, queries
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.giving.views.office import books, funds, gifts, stripe
from chapter.giving.views.office import drives as office_drives
from chapter.giving.views.public import checkout, landing
from chapter.giving.views.public import drives as public_drives
from chapter.mail import kinds
from chapter.offline_gifts import broadcasts
from chapter.offline_gifts.views.office import corrections, entry
from chapter.payments import purposes
from chapter.web import navigation, record_redirects, visibility_version

PAGES = (public_drives, checkout, landing, year_end_statements)


OFFICE = (
    office_drives, gifts, gift, entry, corrections, books, givers,
    statements, funds, stripe,
)  # fmt: skip
"""Those of one line share a blueprint."""


SHOWS = (Gift.name, Gift.anonymous, Gift.person_id, Gift.hidden_at, Gift.shown_at, Gift.erased_at)
"""What lets a name stand on the wall, beside what the versions of drives follow."""


def register(app: Flask) -> None:
    """Open the pages, fill the places of the mails, say what happens when a gift is paid."""
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    visibility_version.track_changes(app, *SHOWS)
    mail.register(app, *broadcasts.KINDS)
    purposes.register(app, purpose.GIFT_PURPOSE)
    app.register_blueprint(PAGES[-1].bp)
    app.register_blueprint(OFFICE[-1].bp)
    record_redirects.set_visible_records(app, drives.ADDRESS, queries.drives_visible_to)
    record_redirects.register_routes(app, drives.ADDRESS, public_drives.bp.name, office_drives.bp.name)
    navigation.add_entry(app, "site", "Give", "giving.index", 15)
    navigation.add_entry(app, "office", "Giving", "giving_office.index", 40)
