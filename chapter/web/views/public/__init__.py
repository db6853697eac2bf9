"""Addresses that everybody may open: assets, alive and ready."""

from flask import Blueprint

bp = Blueprint("web", __name__)

from chapter.web.views.public import assets, health_checks  # the pages add their routes to bp
