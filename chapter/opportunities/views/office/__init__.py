"""The office's pages of opportunities and their shifts."""

from flask import Blueprint

bp = Blueprint("opportunities_office", __name__, url_prefix="/office/volunteers")

from chapter.opportunities.views.office import (  # the pages add their routes to bp
    checkin,
    opportunities,
    shifts,
)
