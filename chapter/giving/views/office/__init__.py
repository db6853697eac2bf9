"""The office's pages about drives, gifts and the books."""

from flask import Blueprint

bp = Blueprint("giving_office", __name__, url_prefix="/office/giving")

from chapter.giving.views.office import books, drives, funds, gifts, stripe
