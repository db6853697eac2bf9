"""The office's pages where offline gifts are entered and corrected."""

from flask import Blueprint

bp = Blueprint("offline_gifts_office", __name__, url_prefix="/office/giving")

from chapter.offline_gifts.views.office import corrections, entry
