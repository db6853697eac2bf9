"""The public pages of shifts: what is needed, signing up, and a sign-up by its personal link."""

from flask import Blueprint

bp = Blueprint("shifts", __name__, url_prefix="/volunteer")

from chapter.shifts.views.public import opportunities, own_signup  # the pages add their routes to bp
