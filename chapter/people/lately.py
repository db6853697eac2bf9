"""What is sensitive asks whether it is still she, when she has not proved it for a while."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from chapter.gateways import clock
from chapter.web.access import READING, current_viewer


def lately(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Let a view run only for whom signed in, or proved again that it is she, a short while ago; others are
    asked first, and led back. Stands below ``@allow``."""

    @wraps(view)
    def ask(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if current_viewer().proved(clock.now()):
            return view(*args, **kwargs)
        back = request.path if request.method in READING else url_for("account.show")
        return redirect(url_for("again.show", next=back), 302 if request.method in READING else 303)

    return ask
