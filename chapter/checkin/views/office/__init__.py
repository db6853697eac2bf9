"""The office's pages about the door of an event: links for helpers, badges, who came."""

from flask import Blueprint

bp = Blueprint("checkin_office", __name__, url_prefix="/office/events")

from chapter.checkin.views.office import door  # its pages add their routes to bp
