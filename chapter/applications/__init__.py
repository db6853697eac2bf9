"""Joining: applications, the press that confirms an email, deciding, questions, welcome mails.

An *application* is begun, sent, proved (the mailbox is held), decided, and settled ten minutes later.
"""

from flask import Flask

from chapter.applications import emails, placeholders
from chapter.applications.views import office, public
from chapter.levels.rules import levels
from chapter.mail import kinds
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Open the pages of joining and deciding, declare the mails, fill their links."""
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    app.register_blueprint(public.bp)
    app.register_blueprint(office.bp)
    record_redirects.register_routes(app, levels.ADDRESS, public.bp.name)
    navigation.add_entry(app, "site", "Join", "applications.join", 20)
