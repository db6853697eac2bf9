"""The pages where members download their data or ask to be erased."""

from flask import Blueprint

bp = Blueprint("privacy_portal", __name__, url_prefix="/me")

from chapter.privacy.views.portal import my_data  # the pages add their routes to bp
