"""Public files of an event: for calendars, for link previews."""

from flask import Blueprint

bp = Blueprint("events", __name__)

from chapter.events.views.public import event_files  # its pages add their routes to bp
