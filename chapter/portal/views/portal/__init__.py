"""The member's own pages: /me/ and everything below it."""

from flask import Blueprint

bp = Blueprint("portal", __name__)

from chapter.portal.views.portal import (  # the pages add their routes to bp
    bookings,
    email_change,
    gifts,
    home,
    mail_preferences,
    profile,
    promises,
)
