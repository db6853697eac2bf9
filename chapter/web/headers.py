"""Security headers of every answer, by the `secure` library with one fixed policy.

The Content-Security-Policy allows no inline style and no inline script. Answers that carry or depend on
a cookie are never stored by a proxy (Flask CVE-2023-30861).
"""

from flask import Flask, Response, request, session
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

CSP = "Content-Security-Policy"
POLICY = (
    ContentSecurityPolicy()
    .default_src("'none'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .font_src("'self'")
    .connect_src("'self'")
    .form_action("'self'")
    .manifest_src("'self'")
    .base_uri("'none'")
    .frame_ancestors("'none'")
)
"""Checkout and the billing portal join ``form-action`` when giving lands."""


def register(app: Flask) -> None:
    """Set the headers on each answer, unless it has a policy of its own; HSTS only where all is https."""
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
    rest = [line for line in lines if line[0] != CSP]

    @app.after_request
    def _set(response: Response) -> Response:
        response.headers.extend(rest if CSP in response.headers else lines)
        _keep_private(response)
        return response


def _keep_private(response: Response) -> None:
    said = response.headers.get("Cache-Control")
    if said is not None and "immutable" in said:
        return  # an asset is the same for everybody; only to ask for the session would say that it varies
    response.headers.add("Vary", "Cookie")
    if said is None:
        touched = bool(session) or session.modified or request.method == "POST"
        response.headers["Cache-Control"] = "no-store" if touched else "no-cache"
