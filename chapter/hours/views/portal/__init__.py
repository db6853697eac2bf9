"""A volunteer's own hours."""

from flask import Blueprint

bp = Blueprint("hours_portal", __name__, url_prefix="/me/hours")

from chapter.hours.views.portal import hours  # the pages add their routes to bp
