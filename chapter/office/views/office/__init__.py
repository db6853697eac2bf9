"""The office's first pages: today, mails, the log, settings, held broadcasts, people who are kept apart."""

from flask import Blueprint

bp = Blueprint("office", __name__, url_prefix="/office")

from chapter.office.views.office import (
    broadcasts,
    clock,
    do_not_pair,
    held_mails,
    help,
    log,
    mail_status,
    mails,
    settings,
    today,
)
