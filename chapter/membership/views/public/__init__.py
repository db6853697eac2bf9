"""The page that a personal renewal link opens."""

from flask import Blueprint

bp = Blueprint("membership", __name__)

from chapter.membership.views.public import renewal
