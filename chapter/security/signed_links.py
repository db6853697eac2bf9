"""Personal links: derived, so that a reminder can repeat them and a new version revokes them.

A token is ``<public id>-<signature>``; the signature is an HMAC-SHA256 over purpose, public id and version,
cut to 128 bits. Nothing secret is stored, and an old SECRET_KEY is accepted while it is in
SECRET_KEY_FALLBACKS.
"""

import base64
import hashlib
import hmac
import re
from typing import TypeVar

from flask import current_app
from sqlalchemy import Select
from werkzeug.exceptions import NotFound

from chapter import db

Found = TypeVar("Found")

TOKEN = re.compile(r"([a-z0-9]{16})-([a-z2-7]{26})")


def make_token(purpose: str, public_id: str, version: int = 1) -> str:
    """The token of a record for one purpose."""
    return f"{public_id}-{_signature(current_app.config['SECRET_KEY'], purpose, public_id, version)}"


def record_by_token(given: str, purpose: str, records: Select[Found]) -> Found | None:
    """The one of ``records`` that ``given`` opens for ``purpose``; None when it is made up, was made for
    something else, or when the record has a later ``link_version``."""
    match = TOKEN.fullmatch(given)
    if match is None:
        return None
    found = db.first(records.filter_by(public_id=match[1]))
    version = getattr(found, "link_version", 1)
    return found if verify_token(given, purpose, match[1], version) else None


def record_or_404(given: str, purpose: str, records: Select[Found]) -> Found:
    """As ``record_by_token``; NotFound (404) when there is none."""
    found = record_by_token(given, purpose, records)
    if found is None:
        raise NotFound
    return found


def public_id_from(given: str) -> str | None:
    """The public id in a token, not verified yet; None when it has no such form."""
    match = TOKEN.fullmatch(given)
    return match[1] if match else None


def verify_token(given: str, purpose: str, public_id: str, version: int = 1) -> bool:
    """Whether ``given`` is the record's token for this purpose and version."""
    match = TOKEN.fullmatch(given)
    if match is None or match[1] != public_id:
        return False
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return any(hmac.compare_digest(match[2], _signature(key, purpose, public_id, version)) for key in keys)


def absolute_url(path: str) -> str:
    """The absolute URL of ``path``, built from BASE_URL and never from the Host header."""
    return f"{current_app.config['BASE_URL']}{path}"


def _signature(key: str, purpose: str, public_id: str, version: int) -> str:
    digest = hmac.new(key.encode(), f"{purpose}\0{public_id}\0{version}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()
