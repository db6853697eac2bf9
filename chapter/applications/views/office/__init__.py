"""The office’s pages about applications and about what the chapter says to new members."""

from flask import Blueprint

bp = Blueprint("applications_office", __name__, url_prefix="/office/members")

from chapter.applications.views.office import applications, texts, welcome_mails
