"""The office's pages about people."""

from flask import Blueprint

bp = Blueprint("records_office", __name__, url_prefix="/office/people")

from chapter.records.views.office import (  # the pages add their routes to bp
    departures,
    notes,
    people,
    person,
    relations,
    suggestions,
)
