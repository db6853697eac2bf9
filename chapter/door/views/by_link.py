"""/door/t/<link>: for a helper, who needs no account."""

from flask import Blueprint

from chapter.door import screens
from chapter.door.views import pages
from chapter.web.access import everyone

bp = Blueprint("door_helpers", __name__, url_prefix="/door/t")
pages.open_at(bp, everyone, screens.of_helper, screens.of_helper_late)
