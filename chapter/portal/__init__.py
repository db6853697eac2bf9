"""/me/: a member's own pages. A first screen, their profile, who sees it, their mails and their bookings.

Downloads of what is stored and erasure are pages of privacy; who can see a member is a page of the directory;
passwords and second factors are pages of authentication. All are in one navigation row.
"""

from flask import Flask, request, url_for

from chapter.portal.views import portal
from chapter.web import navigation

PAGES = (
    ("Overview", "portal.index"),
    ("Profile", "portal.profile"),
    ("Who sees what", "portal.audiences"),
    ("Who can see me", "directory_portal.who_sees_me"),
    ("Membership", "households_portal.show_membership"),
    ("Bookings", "portal.bookings"),
    ("Gifts", "portal.gifts"),
    ("Volunteering", "staffing_portal.index"),
    ("Hours", "hours_portal.index"),
    ("Emails", "portal.mail_preferences"),
    ("Sign-in and security", "authentication_portal.account"),
    ("My data", "privacy_portal.data"),
)


def register(app: Flask) -> None:
    """Register the pages, and the navigation row between them."""
    app.register_blueprint(portal.bp)
    navigation.add_entry(app, "her", "My account", "portal.index", order=10)
    app.jinja_env.globals["member_pages"] = member_pages


def member_pages() -> list[tuple[str, str, bool, None]]:
    """The navigation row: (label, address, whether it is the current page, None since nothing is counted) per
    page."""
    return [(label, url_for(endpoint), request.path == url_for(endpoint), None) for label, endpoint in PAGES]
