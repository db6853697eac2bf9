"""Joining: the levels, an application in two screens, the press that confirms an email."""

from flask import Blueprint

bp = Blueprint("applications", __name__)

from chapter.applications.views.public import join
