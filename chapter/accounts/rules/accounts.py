"""Accounts: invited, proved, signed in, their passwords, closed and opened again.

Hashes come in ready-made: hashing is slow and is done before ``writing()``. An account is locked before its
links and sessions, always in this order.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.accounts import emails
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, OneUseLink
from chapter.accounts.rules import one_use_links, roles, sessions
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.people import queries
from chapter.people.models import Person, email_key
from chapter.personal_data.declarations import Erasure
from chapter.refusal import Refused

WRONG_CREDENTIALS = "This email and password don’t match. Try again, or ask for a link by email."
CLOSED = "This account is closed. The managing director can reopen it."


def invite(person: Person, email: str, *, by: Actor, now: datetime) -> Account:
    """Let ``person`` sign in under ``email``, once they have followed the link that is mailed there.

    Until then the account has no password and nobody else can claim it. Inviting again ends the link before,
    also when it went to another address. Raises Refused when the person signs in already, when their account
    is closed, when they have died, or when the email belongs to somebody else's account.
    """
    if person.deceased_at is not None:
        raise Refused(f"{person.name} has died.", "email")
    account = accounts_queries.account_of(person)
    _require_free(email, person)
    if account is None:
        account = Account(person_id=person.id, person=person, created_at=now)
        db.session.add(account)
    elif account.disabled_at is not None:
        raise Refused(CLOSED)
    elif account.proved_at is not None:
        raise Refused(f"{person.first_name} already has an account.", "email")
    account.email, account.email_key = email, email_key(email)
    db.session.flush()
    link = one_use_links.issue("invitation", email, account=account, now=now)
    mail.queue(emails.invitation(link, account), to=(person.name, email), person_id=person.id, now=now)
    audit.record("invited", account, by=by, now=now, after={"email": email})
    return account


def open_verified(person: Person, email: str, *, by: Actor, now: datetime) -> Account:
    """An account for ``person``, who has none and has just proved this mailbox, with which nobody signs in
    (``queries.has_account``).

    It has no password until the person chooses one; a mailed link lets them in.
    """
    account = Account(
        person_id=person.id, person=person, email=email, email_key=email_key(email), created_at=now,
        proved_at=now,
    )  # fmt: skip
    db.session.add(account)
    audit.record("opened her account", account, by=by, now=now, after={"email": email})
    return account


def sign_in(account: Account, *, verified: str, browser: str, now: datetime, fresh: str | None = None) -> str:
    """Sign in by password; returns the cookie's secret. ``verified`` is the stored hash that the password
    matched, ``fresh`` a better one of the same password. Raises Refused when account or password changed
    meanwhile."""
    account = db.lock(account)
    if account.password_hash != verified or account.disabled_at is not None:
        raise Refused(WRONG_CREDENTIALS)
    if fresh is not None:
        account.password_hash = fresh
    return sessions.begin(account, browser=browser, now=now)


def sign_in_by_link(link: OneUseLink, *, browser: str, now: datetime) -> str:
    """Sign in by a mailed link, which is used up; returns the cookie's secret. Raises Refused when it no
    longer works."""
    account = _account_of(link)
    one_use_links.use(link, now=now)
    account.proved_at = account.proved_at or now
    return sessions.begin(account, browser=browser, now=now)


def choose_password(link: OneUseLink, password_hash: str, *, browser: str, now: datetime) -> str:
    """Set the password by an invitation or a reset link, which is used up, and sign in; returns the cookie's
    secret.

    Every other browser is signed out. Raises Refused when the link no longer works.
    """
    account = _account_of(link)
    one_use_links.use(link, now=now)
    account.proved_at = account.proved_at or now
    _set_password(account, password_hash, by=account.person.actor, now=now)
    return sessions.begin(account, browser=browser, now=now)


def change_password(
    account: Account, password_hash: str, *, verified: str | None, browser: str, now: datetime
) -> str:
    """Replace the password; returns the secret for this browser's new cookie. Every session ends.

    ``verified`` is the stored hash that the present password matched, None when there was none. Raises
    Refused when it was changed meanwhile.
    """
    account = db.lock(account)
    if account.password_hash != verified:
        raise Refused("Your password was changed a moment ago on another page.", "current")
    _set_password(account, password_hash, by=account.person.actor, now=now)
    return sessions.begin(account, browser=browser, now=now, whole=True)


def disable(account: Account, *, by: Actor, why: str, now: datetime) -> None:
    """Close an account: signed out everywhere, its links ended. Raises Refused for the last director's."""
    account = db.lock(account)
    if account.disabled_at is not None:
        return
    if queries.holds_role(account.person_id, "director"):
        roles.require_another_director(account.person_id)
    account.disabled_at = now
    sessions.end_all(account, why="account closed", now=now)
    one_use_links.end_open(account.email, account, now=now)
    audit.record(
        "closed account", account, by=by, now=now, before={"open": True}, after={"open": False}, why=why
    )


def enable(account: Account, *, by: Actor, why: str, now: datetime) -> None:
    """Open a closed account again; its person signs in as before."""
    account = db.lock(account)
    if account.disabled_at is None:
        return
    account.disabled_at = None
    audit.record(
        "opened account", account, by=by, now=now, before={"open": False}, after={"open": True}, why=why
    )


def erase(ids: Sequence[int], erasure: Erasure) -> None:
    """Close the accounts of somebody who is erased: no e-mail, no way in, nothing that names them."""
    for account in db.session.scalars(select(Account).where(Account.id.in_(ids))):
        sessions.end_all(account, why="erased", now=erasure.now)
        account.email, account.email_key = "", f"erased {account.id}"
        account.password_hash = account.secured_at = None
        account.disabled_at = account.disabled_at or erasure.now


def _set_password(account: Account, password_hash: str, *, by: Actor, now: datetime) -> None:
    had_one = account.password_hash is not None
    account.password_hash = password_hash
    sessions.end_all(account, why="password changed", now=now)
    one_use_links.end_open(account.email, account, now=now)
    audit.record("changed password" if had_one else "chose password", account, by=by, now=now)
    if had_one:
        letter = emails.password_changed(account)
        mail.queue(letter, to=(account.person.name, account.email), person_id=account.person_id, now=now)


def _account_of(link: OneUseLink) -> Account:
    """The account that ``link`` was mailed for, locked. Raises Refused when it has another e-mail now."""
    account = accounts_queries.account_by_id(link.account_id)
    if account is None:
        raise Refused(one_use_links.DEAD)
    account = db.lock(account)
    if account.email_key != link.email_key or account.disabled_at is not None:
        raise Refused(one_use_links.DEAD)
    return account


def _require_free(email: str, person: Person) -> None:
    other = accounts_queries.account_by_email(email)
    if other is not None and other.person_id != person.id:
        raise Refused("Someone else signs in with this email. Each account needs its own.", "email")
