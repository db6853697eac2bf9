"""The office's pages of hours: entries, reports, rates, thanks."""

from flask import Blueprint

bp = Blueprint("hours_office", __name__, url_prefix="/office/hours")

from chapter.hours.views.office import hours, people, thanks  # the pages add their routes to bp
