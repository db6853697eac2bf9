"""Recovery codes are shown once, after they were made: until then they are stored, encrypted, in the
browser's cookie and nowhere else."""

import json
from datetime import datetime, timedelta

from flask import session as cookie

from chapter.accounts.models import Account
from chapter.security import encryption

COOKIE_KEY = "recovery"
SHOWN = timedelta(minutes=10)


def store(codes: list[str], account: Account, *, now: datetime) -> None:
    """Let this browser show ``codes`` for ten minutes; does nothing when there are none."""
    if codes:
        held = json.dumps([int((now + SHOWN).timestamp()), *codes])
        cookie[COOKIE_KEY] = encryption.encrypt(held, _about(account))


def stored(account: Account, *, now: datetime) -> list[str]:
    """The codes that this browser may still show to ``account``; empty when the time is over."""
    try:
        until, *codes = json.loads(encryption.decrypt(str(cookie.get(COOKIE_KEY, "")), _about(account)))
    except encryption.DecryptionFailed:
        return []
    return codes if now.timestamp() < until else []


def _about(account: Account) -> str:
    return f"recovery codes shown to account {account.id}"
