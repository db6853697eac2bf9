"""The public pages of drives, of a gift's way through Checkout, and of receipts."""

from flask import Blueprint

bp = Blueprint("giving", __name__, url_prefix="/give")

from chapter.giving.views.public import checkout, drives, landing, receipts
