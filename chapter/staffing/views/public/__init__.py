"""Preferences of a volunteer without an account, by the personal link of a signup."""

from flask import Blueprint

bp = Blueprint("staffing", __name__, url_prefix="/volunteer")

from chapter.staffing.views.public import preferences  # the pages add their routes to bp
