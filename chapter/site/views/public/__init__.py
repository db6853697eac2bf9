"""The first page, feeds, and what robots and browsers ask for."""

from flask import Blueprint

bp = Blueprint("site", __name__)

from chapter.site.views.public import feeds, home, sitemap
