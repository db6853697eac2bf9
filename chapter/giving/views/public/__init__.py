"""The public pages of drives, of Checkout for a gift, and of whose gift it is."""

from flask import Blueprint

bp = Blueprint("giving", __name__, url_prefix="/give")

from chapter.giving.views.public import checkout, confirmation, drives
