"""Members’ own pages about what they belong to."""

from flask import Blueprint

bp = Blueprint("households_portal", __name__, url_prefix="/me/membership")

from chapter.households.views.portal import membership
