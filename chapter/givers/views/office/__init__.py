"""The office's pages about givers and one gift."""

from flask import Blueprint

bp = Blueprint("givers_office", __name__, url_prefix="/office/giving")

from chapter.givers.views.office import drive_news, gift, givers, soft_credits, statements
