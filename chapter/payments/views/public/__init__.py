"""The page after Checkout, receipts, and the webhook that Stripe calls."""

from flask import Blueprint

bp = Blueprint("payments", __name__)

from chapter.payments.views.public import landing, receipts, webhook
