"""Households and companies: who is named for one, asked, belongs, is taken out, and who pays.

Whoever pays names others: each is an *invitation*, mailed when the membership runs. Nobody belongs to a
*bundle* but by an *answer* of their own.
"""

from flask import Flask

from chapter.households import emails, placeholders
from chapter.households.views import office, portal, public
from chapter.mail import kinds


def register(app: Flask) -> None:
    """Open the pages of invitations and of what members belong to, declare the mails, fill their links."""
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    for audience in (public, portal, office):
        app.register_blueprint(audience.bp)
