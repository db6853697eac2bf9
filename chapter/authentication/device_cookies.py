"""The browsers in which an account has signed in before: each has a throttle count of its own.

Ten wrong passwords for an email stop whoever types it, so they would stop its owner as well. Therefore a
browser that signed in keeps a token for that account in a long-lived cookie: it signs nobody in and reveals
nothing, but gives its holder a count of wrong passwords, and of mailed links, that no other visitor can use
up (OWASP: device cookies). A token is a random number and its signature for one account; none of it is stored
on the server.
"""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from flask import Response, after_this_request, current_app, request

from chapter.accounts.models import Account
from chapter.accounts.viewer import current_user

MOST = 4
"""For how many accounts one browser keeps a token, the latest first."""

LASTS = timedelta(days=400)
"""As long as browsers keep a cookie."""

MARK = re.compile(r"[0-9a-f]{64}")
NUMBER_DIGITS = 32
"""Hex digits of the random number; its signature has as many."""


def device_key(account: Account | None) -> str:
    """The throttle key for this browser's tries for ``account``; empty when it never signed in to it."""
    if account is None:
        return ""
    return next((f"browser {kept[:NUMBER_DIGITS]}" for kept in _marks() if _is_of(kept, account)), "")


def remember() -> None:
    """Remember this browser for the account that signs in with this response."""
    after_this_request(_remember)


def cookie_name() -> str:
    """The cookie's name, bound to this host and to https wherever the site has https."""
    return "__Host-known" if current_app.config["SESSION_COOKIE_SECURE"] else "known"


def _remember(response: Response) -> Response:
    if current_user.is_authenticated:
        account = current_user.account
        others = [kept for kept in _marks() if not _is_of(kept, account)]
        response.set_cookie(
            cookie_name(),
            "-".join([_new(account), *others][:MOST]),
            max_age=LASTS,
            path="/",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response


def _marks() -> list[str]:
    given = request.cookies.get(cookie_name(), "").split("-")
    return [kept for kept in given[:MOST] if MARK.fullmatch(kept)]


def _new(account: Account) -> str:
    lot = secrets.token_hex(NUMBER_DIGITS // 2)
    return lot + _signature(current_app.config["SECRET_KEY"], account, lot)


def _is_of(kept: str, account: Account) -> bool:
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    lot, signature = kept[:NUMBER_DIGITS], kept[NUMBER_DIGITS:]
    return any(hmac.compare_digest(signature, _signature(key, account, lot)) for key in keys)


def _signature(key: str, account: Account, lot: str) -> str:
    moves = f"\0{account.email_version}" if account.email_version else ""
    signed = f"known browser\0{account.id}\0{lot}{moves}"
    return hmac.new(key.encode(), signed.encode(), hashlib.sha256).hexdigest()[:NUMBER_DIGITS]
