"""Addresses that mail must not reach. Only a keyed hash of each is kept."""

import hashlib
import hmac
from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select

from chapter import db
from chapter.mail.addresses import email_key
from chapter.mail.models import Suppression


def address_hash(address: str) -> str:
    """What is kept of ``address``, in hex."""
    return _hashed(current_app.config["SECRET_KEY"], address)


def among(addresses: Iterable[str]) -> dict[str, str]:
    """Which of ``addresses`` must not be written to, each with why; also those kept under an older key."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    asked = {_hashed(key, address): address for address in set(addresses) for key in keys}
    known = select(Suppression.address_hash, Suppression.why).where(Suppression.address_hash.in_(asked))
    return {asked[kept]: why for kept, why in db.session.execute(known)}


def _hashed(key: str, address: str) -> str:
    return hmac.new(key.encode(), f"suppressed\0{email_key(address)}".encode(), hashlib.sha256).hexdigest()
