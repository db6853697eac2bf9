"""Security headers of every response, by the `secure` library with one fixed policy.

The Content-Security-Policy allows no inline style and no inline script. Responses that carry or depend on a
cookie are never stored by a proxy (Flask CVE-2023-30861).
"""

from collections.abc import Callable
from functools import wraps

from flask import Flask, Response, make_response, request, session
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)

from chapter.web.access import View
from chapter.web.files import NO_STORE, REVALIDATED

PERSONAL, SEARCH = {"token", "key"}, "q"
"""The route arguments that hold the secret of a personal link, and the query parameter of every search."""

FORM_TOKEN = {"csrf_token"}
"""What a stranger's cookie holds when a page had a form, and nothing else."""

CSP = "Content-Security-Policy"
POLICY = (
    ContentSecurityPolicy()
    .default_src("'none'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .font_src("'self'")
    .connect_src("'self'")
    .form_action("'self'", "https://checkout.stripe.com")
    .manifest_src("'self'")
    .base_uri("'none'")
    .frame_ancestors("'none'")
)
"""Checkout is where the response to a form redirects: without it in ``form-action``, Chromium blocks the
button."""


def register(app: Flask) -> None:
    """Set the headers on each response, unless it has its own; HSTS only where all is https."""
    strict = StrictTransportSecurity().max_age(31536000).include_subdomains()
    fixed = Secure(
        csp=POLICY,
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().camera().microphone().geolocation(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        hsts=strict if app.config["BASE_URL"].startswith("https://") else None,
    )
    lines = list(fixed.header_items())

    @app.after_request
    def _set(response: Response) -> Response:
        response.headers.extend([line for line in lines if line[0] not in response.headers])
        _keep_private(response)
        return response


def with_headers(headers: dict[str, str]) -> Callable[[View], View]:
    """Set these headers on each response of a view, also on a cached one."""

    def around(view: View) -> View:
        @wraps(view)
        def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
            response = make_response(view(*args, **kwargs))
            response.headers.update(headers)
            return response

        return answer  # type: ignore[return-value]  # wraps() keeps what it wraps

    return around


def _keep_private(response: Response) -> None:
    said = response.headers.get("Cache-Control")
    if said is not None and "immutable" in said:
        return  # an asset is the same for everybody; only to ask for the session would say that it varies
    response.headers.add("Vary", "Cookie")
    if said is None:
        response.headers["Cache-Control"] = NO_STORE if _is_personal() else REVALIDATED


def _is_personal() -> bool:
    """Whether the response is for one reader alone: with a session that says more than which form was shown,
    with a message for whoever just pressed, by a personal link, or to a search or a press.

    All else may stay in the browser that asked, so that going back shows it at once.
    """
    by_link = not PERSONAL.isdisjoint(request.view_args or ()) or SEARCH in request.args
    told = bool(request_ctx.flashes)
    return by_link or told or not set(session) <= FORM_TOKEN or request.method == "POST"
