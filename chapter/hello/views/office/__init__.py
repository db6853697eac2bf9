"""Pages for staff: companions of an event."""

from flask import Blueprint

bp = Blueprint("hello_office", __name__, url_prefix="/office")

from chapter.hello.views.office import companions
