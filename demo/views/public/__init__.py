"""The pages of the demo, open to everybody: the mailbox, the style page, Stripe's stand-in."""

from flask import Blueprint

bp = Blueprint("demo", __name__, url_prefix="/demo", template_folder="../../templates")

from demo.views.public import mailbox, stripe, style
