"""What a member takes along or has erased."""

from flask import Blueprint

bp = Blueprint("privacy_portal", __name__, url_prefix="/me")

from chapter.privacy.views.portal import my_data  # the pages add their routes to bp
