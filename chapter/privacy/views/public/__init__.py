"""What the chapter stores and why; what is stored under an address, by a mailed link."""

from flask import Blueprint

bp = Blueprint("privacy", __name__)

from chapter.privacy.views.public import my_data  # the pages add their routes to bp
