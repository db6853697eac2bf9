"""What a member shows to everybody."""

from flask import Blueprint

bp = Blueprint("directory", __name__)

from chapter.directory.views.public import card  # the pages add their routes to bp
