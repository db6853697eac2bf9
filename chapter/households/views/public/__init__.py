"""The page that an invitation’s link opens."""

from flask import Blueprint

bp = Blueprint("households", __name__)

from chapter.households.views.public import invitation
