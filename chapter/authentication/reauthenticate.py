"""Reauthentication: what is sensitive asks for a fresh proof of who is acting when the last one is too old;
afterwards the request continues, with all that was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from chapter.accounts.viewer import current_user
from chapter.authentication.views.portal import reauthentication
from chapter.forms.submission import Answered
from chapter.gateways import clock
from chapter.web.access import SAFE_METHODS, current_address


def recently_authenticated(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Decorator: run the view only for a viewer who signed in, or reauthenticated, a short while ago; others
    are asked first, and then continue. Goes below ``@allow``. Not for forms that send a file."""

    @wraps(view)
    def ask(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        require_recent_proof()
        return view(*args, **kwargs)

    return ask


def require_recent_proof() -> None:
    """Raises Answered, unless the last proof is recent enough, with the page that asks for another; the form
    that was sent is held behind it."""
    if not current_user.proved(clock.now()):
        raise Answered(_asking_page(), 200)


def _asking_page() -> ResponseReturnValue:
    """Only a form from a page of ours is held: else another site could have the viewer confirm what that
    wrote."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("authentication_portal.reauthenticate", next=current_address()))
    if g.get("proved", False):
        return reauthentication.page_holding(request)
    return redirect(url_for("authentication_portal.reauthenticate"), 303)
