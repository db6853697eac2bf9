"""The office's pages about drives and gifts."""

from flask import Blueprint

bp = Blueprint("giving_office", __name__, url_prefix="/office/giving")

from chapter.giving.views.office import drives, funds, gifts
