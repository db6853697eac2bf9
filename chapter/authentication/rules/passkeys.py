"""Passkeys: added, renamed, removed, used. Their answers are verified before (authentication.passkeys)."""

from datetime import datetime

import structlog

from chapter import audit, db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, Passkey, Session
from chapter.authentication.passkeys import UNKNOWN, NewPasskey
from chapter.authentication.rules import second_factor
from chapter.refusal import Refused

MOST = 20
log = structlog.get_logger()


def add(account: Account, made: NewPasskey, name: str, *, here: Session, now: datetime) -> list[str]:
    """Save a new passkey; returns recovery codes when this is the first factor. Raises Refused when it is
    saved already, or when there are twenty."""
    account = db.lock(account)
    if accounts_queries.passkey_by_credential(made.credential_id) is not None:
        raise Refused("You already have this passkey.")
    if len(accounts_queries.passkeys_of(account)) >= MOST:
        raise Refused(f"You can have up to {MOST} passkeys. Remove one you no longer use.")
    db.session.add(
        Passkey(
            account_id=account.id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            transports=made.transports,
            name=name,
            created_at=now,
        )
    )
    second_factor.log_and_mail(account, "added a passkey", "passkey_added", now=now, name=name)
    return second_factor.factor_added(account, here=here, now=now)


def rename(passkey: Passkey, name: str, *, now: datetime) -> None:
    """Rename ``passkey``."""
    account = db.lock(passkey.account)
    passkey = db.lock(passkey)
    before, passkey.name = passkey.name, name
    names = {"passkey": before}, {"passkey": name}
    audit.record(
        "renamed a passkey", account, by=account.person.actor, now=now, before=names[0], after=names[1]
    )


def remove(passkey: Passkey, *, now: datetime) -> None:
    """Remove ``passkey``."""
    account = db.lock(passkey.account)
    db.session.delete(passkey)
    second_factor.log_and_mail(account, "removed a passkey", "passkey_removed", now=now, name=passkey.name)
    second_factor.factor_removed(account)


def use(passkey: Passkey, count: int, *, now: datetime) -> Account:
    """Accept a proof of ``passkey``, whose signature counter is ``count``; returns its account, locked.
    Raises Refused when the counter did not rise: there may be a copy of the passkey (WebAuthn, 6.1.1)."""
    account = db.lock(passkey.account)
    passkey = db.lock(passkey)
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        log.warning("passkey_count_went_back", passkey=passkey.id)
        raise Refused(UNKNOWN)
    passkey.sign_count, passkey.used_at = count, now
    return account
