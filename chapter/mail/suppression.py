"""Addresses that bounced: no mail is sent to them until their owner presses a button in a new one.

Only a keyed hash of each is stored. What somebody asks for now (a link to sign in) is tried once more; when
they press the button in it, the address works again.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from flask import current_app
from sqlalchemy import delete, select, update

from chapter import db
from chapter.email_addresses import email_key
from chapter.mail.models import Suppression

BOUNCED = "bounced"
NO_SYNC = {"synchronize_session": False}


def address_hash(address: str) -> str:
    """The keyed hash that is stored of ``address``, in hex."""
    return _hashed(current_app.config["SECRET_KEY"], address)


def suppressed(addresses: Iterable[str]) -> dict[str, Suppression]:
    """The suppressions among ``addresses``, also those hashed under an older key."""
    asked = {kept: address for address in set(addresses) for kept in _hashes(address)}
    known = select(Suppression).where(Suppression.address_hash.in_(asked))
    return {asked[row.address_hash]: row for row in db.session.scalars(known)}


def suppress(address: str, *, now: datetime) -> None:
    """Store that ``address`` bounced; nothing more when it is stored already."""
    if address not in suppressed([address]):
        db.session.add(Suppression(address_hash=address_hash(address), why=BOUNCED, at=now))


def lift(address: str) -> None:
    """Lift the suppression of ``address``: somebody pressed a button in a mail to it, or staff say that it
    works."""
    gone = delete(Suppression).where(Suppression.address_hash.in_(_hashes(address)))
    db.session.execute(gone, execution_options=NO_SYNC)


def mark_tried(addresses: Iterable[str], *, now: datetime) -> None:
    """Record that a mail somebody asked for goes to ``addresses`` though they bounced: once, and never
    again."""
    hashes = [kept for address in addresses for kept in _hashes(address)]
    mark = update(Suppression).where(Suppression.address_hash.in_(hashes)).values(tried_at=now)
    db.session.execute(mark, execution_options=NO_SYNC)


def _hashes(address: str) -> list[str]:
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    return [_hashed(key, address) for key in keys]


def _hashed(key: str, address: str) -> str:
    return hmac.new(key.encode(), f"suppressed\0{email_key(address)}".encode(), hashlib.sha256).hexdigest()
