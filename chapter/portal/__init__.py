"""/me/: a member's own pages. One calm first screen, her profile, who sees it, her mails and her bookings.

What is kept of her as files, and leaving for good, are pages of privacy; who can see her is one of the
directory; passwords and second factors are pages of people. They all stand in one row.
"""

from flask import Flask, request, url_for

from chapter.portal.views import bookings, email_change, gifts, home, mail_preferences, profile, promises
from chapter.web import navigation

PAGES = (
    ("Overview", "me.index"),
    ("Profile", "my_profile.show"),
    ("Who sees what", "my_profile.audiences"),
    ("Who can see me", "her_own.seen"),
    ("Membership", "households_portal.show_membership"),
    ("Bookings", "my_bookings.index"),
    ("Gifts", "my_gifts.index"),
    ("Volunteering", "my_volunteering.index"),
    ("Hours", "my_hours.index"),
    ("Mails", "my_mails.index"),
    ("Signing in", "account.show"),
    ("My data", "my_own.data"),
)


def register(app: Flask) -> None:
    """Open these pages, and the row that leads between them."""
    for views in (home, profile, bookings, gifts, mail_preferences, promises, email_change):
        app.register_blueprint(views.bp)
    navigation.add_entry(app, "her", "My page", "me.index", order=10)
    app.jinja_env.globals["member_pages"] = member_pages


def member_pages() -> list[tuple[str, str, bool, None]]:
    """(label, address, whether we are there, nothing to count) of each of her pages."""
    return [(label, url_for(endpoint), request.path == url_for(endpoint), None) for label, endpoint in PAGES]
