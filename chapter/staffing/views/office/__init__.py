"""The office's pages of staffing: the board, and somebody's clearances."""

from flask import Blueprint

bp = Blueprint("staffing_office", __name__, url_prefix="/office")

from chapter.staffing.views.office import board, clearances  # the pages add their routes to bp
