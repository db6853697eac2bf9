"""What Stripe reaches."""

from flask import Blueprint

bp = Blueprint("payments", __name__)

from chapter.payments.views.public import webhook
