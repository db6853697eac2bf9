"""The directory for members, and what others see of one's own entry."""

from flask import Blueprint

bp = Blueprint("directory_portal", __name__)

from chapter.directory.views.portal import members, visibility  # the pages add their routes to bp
