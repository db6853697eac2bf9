"""The style sheet that holds the chapter’s own color."""

from flask import Blueprint

bp = Blueprint("brand", __name__)

from chapter.settings.views.public import brand
