"""Pages about events for everybody, and those behind the personal link of a booking."""

from flask import Blueprint

bp = Blueprint("bookings", __name__)

from chapter.bookings.views.public import (  # the pages add their routes to bp
    booking,
    email_verification,
    events,
    offers,
    opinions,
)
