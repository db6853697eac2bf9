"""Every POST proves that it comes from our own page, before anything may be written.

The token is checked before the view; a view's form then shows itself again with what was typed (422). Should
a view forget its form, ``writing()`` refuses: nothing is changed by a POST without a valid token.
"""

import base64
import binascii
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect, _FlaskFormCSRF, generate_csrf, validate_csrf
from werkzeug.exceptions import BadRequest
from wtforms import ValidationError

from chapter import db
from chapter.security import security_log
from chapter.web.access import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
EXEMPT_ATTRIBUTE = "csrf_exempt"
FORM_EXPIRED = "This page was open for a long time. What you entered is still here. Press the button again."


class MaskedCsrf(_FlaskFormCSRF):  # type: ignore[misc]  # flask-wtf ships no types
    """The token of a form, masked."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        """The token for this response."""
        return csrf_token()

    def validate_csrf_token(self, form: FlaskForm, field: Any) -> None:
        """Raise ValidationError unless the token is that of this browser."""
        validate_csrf(_unmasked(field.data))


class CsrfForm(FlaskForm):  # type: ignore[misc]  # flask-wtf ships no types
    """A form that reads what a browser's form sends and nothing else: no JSON, no file in place of text."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """Limits what this form reads of a request."""

        csrf_class = MaskedCsrf

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The fields of this request when it is a POST; nothing else."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if form.is_submitted() else None


class ButtonForm(CsrfForm):
    """A form that is one button: it contains only the token."""


class CsrfTokenMissing(BadRequest):
    """A POST without a valid token reached ``writing()``."""

    description = "This page was open for a long time. Go back, reload it, and try again."


def csrf_exempt(view: View) -> View:
    """Exempt a view whose POSTs can't carry our token (a webhook) and are authenticated otherwise."""
    setattr(view, EXEMPT_ATTRIBUTE, True)
    return view


def register(app: Flask) -> None:
    """Check each POST once and store the result in ``g.proved``."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    CSRFProtect(app)
    app.before_request(_check_token)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})  # in place of that of Flask-WTF
    if _refuse_writes_without_token not in db.before_writing:
        db.before_writing.append(_refuse_writes_without_token)


def csrf_token() -> str:
    """The token of this browser, masked anew for each response: a compressed page's length, tried many times,
    would tell a token that stays the same (BREACH)."""
    if "masked_csrf_token" not in g:
        g.masked_csrf_token = _masked(generate_csrf())
    return str(g.masked_csrf_token)


def _masked(token: str) -> str:
    """``token`` behind random bytes of its length, and combined with them."""
    mask = secrets.token_bytes(len(token))
    return base64.urlsafe_b64encode(mask + _combined(mask, token.encode())).decode()


def _unmasked(sent: str | None) -> str:
    """The token within what ``_masked`` made; empty for anything else."""
    try:
        both = base64.urlsafe_b64decode((sent or "").encode())
        return _combined(both[: len(both) // 2], both[len(both) // 2 :]).decode()
    except (binascii.Error, ValueError):
        return ""


def _combined(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def has_valid_csrf() -> bool:
    """Whether this request comes from our own page; one that only reads needs no proof."""
    return request.method in SAFE_METHODS or bool(g.get("proved"))


def _check_token() -> None:
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    if getattr(current_app.view_functions[request.endpoint], EXEMPT_ATTRIBUTE, False):
        g.proved = True
        return
    try:
        validate_csrf(_unmasked(request.form.get("csrf_token")))
        g.proved = True
    except ValidationError:
        g.proved = False
        security_log.log_event("form_unproved")


def _refuse_writes_without_token() -> None:
    """Refuse to write in a POST without a valid token. Deferred writes (web/deferred_writes.py) need none:
    GET requests have them too."""
    if not has_request_context() or request.method in SAFE_METHODS or g.get("in_deferred_write"):
        return
    if not g.get("proved", False):
        raise CsrfTokenMissing
