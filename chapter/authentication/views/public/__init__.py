"""The pages for signing in: password, mailed link, second factor, passkey."""

from flask import Blueprint

bp = Blueprint("authentication", __name__)

from chapter.authentication.views.public import second_factor, signin  # the pages add their routes to bp
