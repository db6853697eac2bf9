"""The office: what staff see first, and acts made of several domains."""

from flask import Flask

from chapter.accounts.viewer import staff
from chapter.mail import kinds
from chapter.office import emails
from chapter.office.views import (
    broadcasts,
    clock_status,
    held_mails,
    log,
    mail_status,
    mails,
    settings,
    today,
)
from chapter.web import navigation


def register(app: Flask) -> None:
    """Open these pages."""
    for views in (today, clock_status, log, mails, mail_status, held_mails, settings, broadcasts):
        app.register_blueprint(views.bp)
    kinds.register(app, emails.KINDS)
    navigation.add_entry(app, "her", "Office", "office.today", order=30, shown_to=staff)
    navigation.add_entry(app, "office", "Today", "office.today", order=10)
    navigation.add_entry(app, "office", "Mails", "mails.index", order=70)
    navigation.add_entry(app, "office", "Log", "log.index", order=80)
    navigation.add_entry(app, "office", "Settings", "settings.edit", order=90)
