"""The addresses of pictures that everybody may see."""

from flask import Blueprint

bp = Blueprint("media", __name__)

from chapter.media.views.public import pictures  # the page adds its route to bp
