"""The pages about givers that a link opens."""

from flask import Blueprint

bp = Blueprint("givers", __name__, url_prefix="/give")

from chapter.givers.views.public import year_end_statements
