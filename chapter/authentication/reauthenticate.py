"""What is sensitive asks whether it is still they, when they have not proved it for a while; and what they
wanted goes on afterwards, with all that they typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from chapter.authentication.views.portal import reauthentication
from chapter.gateways import clock
from chapter.web.access import SAFE_METHODS, current_address, current_viewer


def recently_authenticated(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Let a view run only for whom signed in, or proved again that it is they, a short while ago; others are
    asked first, and what they wanted goes on. Stands below ``@allow``. Not for forms that send a file."""

    @wraps(view)
    def ask(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        asked = reauthentication_page()
        return view(*args, **kwargs) if asked is None else asked

    return ask


def reauthentication_page() -> ResponseReturnValue | None:
    """The page that asks them, with what they sent held behind it; None when they proved it a short while
    ago.

    Only what came from a page of ours is held: else another site could have them confirm what it wrote.
    """
    if current_viewer().proved(clock.now()):
        return None
    if request.method in SAFE_METHODS:
        return redirect(url_for("authentication_portal.reauthenticate", next=current_address()))
    if g.get("proved", False):
        return reauthentication.page_holding(request)
    return redirect(url_for("authentication_portal.reauthenticate"), 303)
