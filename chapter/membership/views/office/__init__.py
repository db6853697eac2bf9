"""The office’s pages: the list of members, one member, levels."""

from flask import Blueprint

bp = Blueprint("membership_office", __name__, url_prefix="/office/members")

from chapter.membership.views.office import levels, members, person
