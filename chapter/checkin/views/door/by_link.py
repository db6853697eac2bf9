"""/door/t/<link>: for a helper, who needs no account."""

from flask import Blueprint

from chapter.checkin import screens
from chapter.checkin.views.door import pages
from chapter.web.access import everyone

bp = Blueprint("door_helpers", __name__, url_prefix="/door/t")
pages.add_door_routes(bp, everyone, screens.door_of_helper, screens.door_of_helper_late)
