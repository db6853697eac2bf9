"""The office's first pages: today, mails, the log, settings, held broadcasts."""

from flask import Blueprint

bp = Blueprint("office", __name__, url_prefix="/office")

from chapter.office.views.office import (
    broadcasts,
    clock,
    held_mails,
    log,
    mail_status,
    mails,
    settings,
    today,
)
