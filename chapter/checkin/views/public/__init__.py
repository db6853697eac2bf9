"""What a browser needs to store the door's pages on a phone; it names nobody, and anybody may fetch it."""

from flask import Blueprint

bp = Blueprint("checkin", __name__, url_prefix="/door")

from chapter.checkin.views.public import service_worker  # its pages add their routes to bp
