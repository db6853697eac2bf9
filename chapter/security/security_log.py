"""The security log: who got in, who was refused, whose rights changed (OWASP ASVS 5.0, V16).

One line of JSON for each, among the others, with ``"logger": "security"``; docs/security-log.md describes
them. It holds ids of records and constant words, and no personal data: no name, no email, no token. The
source of an attempt is a keyed hash of its network and the day: the lines of one attack share it, and no line
leads to a household.

Events logged inside a ``writing()`` are written once that is committed, and never when it was rolled back.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request

from chapter import db
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.security.client_ip import client_ip

KINDS = {
    "signed_in": "An account was signed in, with all that it asks for.",
    "first_factor_given": "Password or mailed link were right; the second factor is asked for.",
    "sign_in_failed": "Somebody did not get in. reason: no_account, closed, no_password, wrong_password, "
    "changed (meanwhile), passkey.",
    "second_factor_failed": "A code or a passkey was wrong, after a right password.",
    "proved_again": "She proved once more that it is she, before something sensitive.",
    "proof_failed": "She did not.",
    "session_ended": "A browser was signed out. reason: why.",
    "link_made": "A link that acts once was made, to be mailed. purpose: signin, reset, invitation, my-data.",
    "link_used": "Such a link was used up.",
    "link_refused": "A personal link opened nothing: unknown, mangled, used or too old.",
    "access_refused": "A page is not open to whoever asked. reason: signed_out, role, second_factor, "
    "forbidden.",
    "record_refused": "Somebody who signed in asked for a record that does not exist for them.",
    "form_unproved": "A form came without a valid token of ours.",
    "webhook_refused": "A call in Stripe’s name that Stripe did not sign.",
    "limit_reached": "Something was tried too often. limit: which.",
    "role_granted": "A role was given. detail: which.",
    "role_ended": "A role was taken back. detail: which.",
    "post_granted": "Somebody may run one event, or its door. detail: which.",
    "post_ended": "That was taken back. detail: which.",
    "door_link_made": "A helper’s link to the list at the door.",
    "door_link_ended": "It opens nothing any more.",
    "calendar_link_made": "A private calendar address was made.",
    "calendar_link_ended": "It opens nothing any more.",
    "invited": "Somebody may set up an account.",
    "email_change_asked": "Somebody asked to sign in with another email.",
    "email_changed": "An account signs in with another email; it is signed out everywhere.",
    "email_change_stopped": "A change of email was stopped before it was made.",
    "email_change_taken_back": "A change of email was taken back from the old address.",
    "account_opened": "An account was made by its owner, or opened again.",
    "account_closed": "An account was closed.",
    "account_erased": "A person was erased, with her account.",
    "password_changed": "A password was chosen or changed.",
    "factor_added": "A passkey or an app for codes was added.",
    "factor_removed": "A passkey or an app for codes was removed.",
    "factors_reset": "Somebody else took every second factor away.",
    "recovery_codes_made": "New recovery codes; the old ones are good for nothing.",
    "recovery_code_used": "A recovery code was used.",
    "exported": "Records were exported. detail: of what, if one is named.",
}
"""Every kind of line, and what it means."""

CHANGES = {
    ("people", "granted role"): "role_granted",
    ("people", "ended role"): "role_ended",
    ("event_staff", "granted post"): "post_granted",
    ("event_staff", "ended post"): "post_ended",
    ("door_links", "made a door link"): "door_link_made",
    ("door_links", "gave a door link again"): "door_link_made",
    ("door_links", "revoked a door link"): "door_link_ended",
    ("people", "made a calendar address"): "calendar_link_made",
    ("people", "ended her calendar address"): "calendar_link_ended",
    ("accounts", "invited"): "invited",
    ("accounts", "opened her account"): "account_opened",
    ("accounts", "opened account"): "account_opened",
    ("accounts", "closed account"): "account_closed",
    ("people", "erased"): "account_erased",
    ("accounts", "asked for another email"): "email_change_asked",
    ("accounts", "changed email"): "email_changed",
    ("accounts", "stopped another email"): "email_change_stopped",
    ("accounts", "took back another email"): "email_change_taken_back",
    ("accounts", "chose password"): "password_changed",
    ("accounts", "changed password"): "password_changed",
    ("accounts", "added a passkey"): "factor_added",
    ("accounts", "turned on codes"): "factor_added",
    ("accounts", "removed a passkey"): "factor_removed",
    ("accounts", "turned off codes"): "factor_removed",
    ("accounts", "took away second factor"): "factors_reset",
    ("accounts", "made recovery codes"): "recovery_codes_made",
    ("accounts", "used a recovery code"): "recovery_code_used",
    ("people", "exported"): "exported",
}
"""Audit entries that are logged here as well, by kind of record and verb."""

WARNINGS = {kind for kind in KINDS if kind.endswith(("_failed", "_refused", "_unproved", "_reached"))}
WORD = re.compile(r"[a-z][a-z0-9 _.-]{0,59}")
WAITING = "security"
log = structlog.get_logger("security")


_muted: ContextVar[bool] = ContextVar("invented", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """Log nothing meanwhile, since what is written never happened (the sample chapter)."""
    before = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(before)


class NotAConstantWord(ValueError):
    """A value for the security log is neither a number nor a constant word of ours."""


def log_event(kind: str, **told: int | str | None) -> None:
    """Log that ``kind`` (one of ``KINDS``) happened. ``told`` holds ids of records and constant words; raises
    NotAConstantWord for anything else, so that no name gets in by mistake."""
    if kind not in KINDS:
        raise NotAConstantWord(kind)
    for name, value in told.items():
        if not (value is None or isinstance(value, int) or WORD.fullmatch(value)):
            raise NotAConstantWord(f"{kind}: {name}")
    line = {
        "kind": kind,
        **_request_fields(),
        **{name: value for name, value in told.items() if value is not None},
    }
    if db.in_writing():
        _waiting().append(line)
    else:
        _write_line(line)


@contextmanager
def logged_refusals(kind: str, **told: int | str | None) -> Iterator[None]:
    """Log that ``kind`` happened when a rule refuses, and let it refuse. Raises Refused."""
    try:
        yield
    except Refused:
        log_event(kind, **told)
        raise


def require_word(name: str) -> None:
    """Raise NotAConstantWord when ``name`` may not be logged as a constant word of ours."""
    if not WORD.fullmatch(name):
        raise NotAConstantWord(name)


def log_change(record_kind: str, verb: str, record: int, by: int | None, detail: str) -> None:
    """Log an audited change here as well, when it is one of ``CHANGES``."""
    kind = CHANGES.get((record_kind, verb))
    if kind is not None and not _muted.get():
        word = detail.lower()
        log_event(kind, record=record, by=by, detail=word if WORD.fullmatch(word) else None)


def register(app: Flask) -> None:
    """Register the handlers of transactions and of refused requests."""
    if _discard_waiting not in db.before_writing:
        db.before_writing.append(_discard_waiting)
        db.after_commit.append(_write_waiting)
    app.after_request(_log_refusals)


def source_hash() -> str:
    """A hash of this request's network for today: the same for all its attempts, and unlinkable tomorrow."""
    told = f"source\0{clock.now():%Y-%m-%d}\0{client_ip()}"
    return hmac.new(current_app.config["SECRET_KEY"].encode(), told.encode(), hashlib.sha256).hexdigest()[:12]


def _request_fields() -> dict[str, Any]:
    if not has_request_context():
        return {}
    viewer = g.get("viewer_number")
    known = {"by": viewer} if viewer is not None else {}
    return {"id": g.get("request_id"), "endpoint": request.endpoint, "source": source_hash(), **known}


def _log_refusals(response: Response) -> Response:
    """Log refused requests, whoever refused them, by the status of the response."""
    status, named = response.status_code, request.view_args or {}
    if status in {404, 410} and "token" in named:
        log_event("link_refused")
    elif status == 404 and named and g.get("viewer_number") is not None:
        log_event("record_refused")
    elif status == 403:
        log_event("access_refused", reason=g.get("refused_for", "forbidden"))
    return response


def _waiting() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = db.session.info.setdefault(WAITING, [])
    return found


def _discard_waiting() -> None:
    _waiting().clear()


def _write_waiting() -> None:
    lines = list(_waiting())
    _waiting().clear()
    for line in lines:
        _write_line(line)


def _write_line(line: dict[str, Any]) -> None:
    kind = line["kind"]
    say = log.warning if kind in WARNINGS else log.info
    say(kind, logger="security", **{name: value for name, value in line.items() if name != "kind"})
