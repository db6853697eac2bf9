"""The office's pages about the books and Stripe."""

from flask import Blueprint

bp = Blueprint("payments_office", __name__, url_prefix="/office/giving")

from chapter.payments.views.office import books, stripe
