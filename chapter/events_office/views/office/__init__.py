"""The office's pages about an event, its bookings, and the notices to its guests."""

from flask import Blueprint

bp = Blueprint("events_office", __name__, url_prefix="/office/events")

from chapter.events_office.views.office import (  # the pages add their routes to bp
    bookings,
    cancellation,
    events,
    exports,
    history,
    messages,
    opinions,
    publication,
    staff,
)
