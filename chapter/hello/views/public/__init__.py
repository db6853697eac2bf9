"""Pages behind a personal link: hellos, promises, the offline page, answers of companions."""

from flask import Blueprint

bp = Blueprint("hello", __name__)

from chapter.hello.views.public import companion_requests, hellos, offline_page
