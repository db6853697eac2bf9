"""One's own account: password, second factor, the browsers in which one is signed in."""

from flask import Blueprint

bp = Blueprint("authentication_portal", __name__, url_prefix="/account")

from chapter.authentication.views.portal import (  # the pages add their routes to bp
    account,
    reauthentication,
    second_factor,
)
