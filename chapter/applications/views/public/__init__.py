"""Joining: the levels, an application in two screens, and confirming an email."""

from flask import Blueprint

bp = Blueprint("applications", __name__)

from chapter.applications.views.public import join
