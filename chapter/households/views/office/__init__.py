"""The office’s actions on a household or company, on a person’s page."""

from flask import Blueprint

bp = Blueprint("households_office", __name__, url_prefix="/office/members")

from chapter.households.views.office import bundles
