"""A member's own preferences."""

from flask import Blueprint

bp = Blueprint("staffing_portal", __name__, url_prefix="/me/volunteering")

from chapter.staffing.views.portal import preferences  # the pages add their routes to bp
