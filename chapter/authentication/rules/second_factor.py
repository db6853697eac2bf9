"""The second factor of an account as a whole: since when there is one, recovery codes, resets, and the mails.

The caller holds the account's lock, or it is taken here before anything else: of two requests at once one
succeeds.
"""

from datetime import datetime

from sqlalchemy import delete

from chapter import audit, db
from chapter.accounts import emails
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, AuthenticatorApp, Passkey, RecoveryCode, Session
from chapter.accounts.rules import sessions
from chapter.audit import Actor
from chapter.authentication import one_time_codes
from chapter.mail import rules as mail
from chapter.refusal import Refused
from chapter.security import encryption

WRONG_RECOVERY = "That isn’t one of your recovery codes, or it was already used."
AT_ONCE = {"synchronize_session": "fetch"}


def seal_context(account: Account) -> str:
    """The context that encrypted secrets and keyed hashes of an account are bound to."""
    return f"second factor of account {account.id}"


def factor_added(account: Account, *, here: Session, now: datetime) -> list[str]:
    """Note that ``account``, which is locked, has a second factor. When it is the first, every browser but
    ``here`` is signed out, and recovery codes are made: returned, to be shown once."""
    if account.secured_at is not None:
        return []
    account.secured_at = now
    sessions.end_all(account, why="second factor set up", now=now, but=here)
    return _ten(account, now=now)


def factor_removed(account: Account) -> None:
    """Note that a factor of ``account``, which is locked, was removed; recovery codes go with the last
    one."""
    db.session.flush()
    if not accounts_queries.has_second_factor(account):
        forget(account)


def renew_recovery_codes(account: Account, *, now: datetime) -> list[str]:
    """Ten new recovery codes, to be shown once; the old ones stop working. Raises Refused without a second
    factor."""
    account = db.lock(account)
    if account.secured_at is None:
        raise Refused("Set up an app for codes or a passkey first. Recovery codes come with it.")
    log_and_mail(account, "made recovery codes", "recovery_made", now=now)
    return _ten(account, now=now)


def use_recovery_code(account: Account, typed: str, *, now: datetime) -> None:
    """Accept a recovery code, once. Raises Refused when it is wrong or used."""
    account = db.lock(account)
    marks = encryption.keyed_hashes(one_time_codes.normalized_recovery_code(typed), seal_context(account))
    found = next(
        (code for code in accounts_queries.unused_recovery_codes(account) if code.code_hash in marks), None
    )
    if found is None:
        raise Refused(WRONG_RECOVERY, "code")
    found.used_at = now
    log_and_mail(account, "used a recovery code", "recovery_used", now=now)


def reset(account: Account, *, by: Actor, why: str, now: datetime) -> None:
    """Remove every factor of somebody who lost theirs, and sign them out everywhere: they sign in by password
    or mail and set up another. Raises Refused when there is none, or when it is the actor's own."""
    account = db.lock(account)
    if by.person_id == account.person_id:
        raise Refused("Change your own two-step verification under Sign-in and security.")
    if account.secured_at is None:
        raise Refused(f"{account.person.first_name} doesn’t use two-step verification.")
    forget(account)
    sessions.end_all(account, why="second factor taken away", now=now)
    was, is_ = {"second_factor": True}, {"second_factor": False}
    audit.record("took away second factor", account, by=by, now=now, before=was, after=is_, why=why)
    mail_change(account, "factors_reset", now=now)


def forget(account: Account) -> None:
    """Delete everything that belongs to the second factor of ``account``."""
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.account_id == account.id), execution_options=AT_ONCE)
    account.secured_at = None


def log_and_mail(account: Account, verb: str, change: str, *, now: datetime, name: str = "") -> None:
    """Log a change that the account's owner made, and mail it to them; ``name`` is the passkey's."""
    audit.record(verb, account, by=account.person.actor, now=now, after={"passkey": name} if name else {})
    mail_change(account, change, now=now, name=name)


def mail_change(account: Account, change: str, *, now: datetime, name: str = "") -> None:
    """Mail the account's owner about ``change`` (a key of ``emails.SECURITY``)."""
    letter = emails.security_changed(change, account, name)
    mail.queue(letter, to=(account.person.name, account.email), person_id=account.person_id, now=now)


def _ten(account: Account, *, now: datetime) -> list[str]:
    mine = delete(RecoveryCode).where(RecoveryCode.account_id == account.id)
    db.session.execute(mine, execution_options=AT_ONCE)
    made = one_time_codes.new_recovery_codes()
    for code in made:
        mark = encryption.keyed_hashes(one_time_codes.normalized_recovery_code(code), seal_context(account))[
            0
        ]
        db.session.add(RecoveryCode(account_id=account.id, code_hash=mark, created_at=now))
    return made
