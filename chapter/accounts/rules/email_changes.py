"""Changing the email of an account: requested, proved by the new address, stopped or reverted by the old one.

The answer never reveals whether somebody signs in with the new address already: only its owner learns of it,
by mail. What else went to the old address is changed in portal.contact_changes.

An address may revert a change only if it had been the account's for a week, so that somebody who got hold of
an account for a minute cannot claim it back. Neither a new password nor a second factor ends the link of the
previous address, since whoever took over the account may have set both.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from chapter import audit, db
from chapter.accounts import emails
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, DeletionRequest
from chapter.accounts.models.email_changes import REVERTIBLE_FOR, EmailChange
from chapter.accounts.rules import one_use_links, sessions
from chapter.mail import rules as mail
from chapter.mail import suppression
from chapter.people.models import email_key
from chapter.refusal import Refused

KEPT = timedelta(days=30)
DEAD = "This link was already used or has expired."
TAKEN = "Someone else signs in with this email now. Nothing was changed."
QUIET = {"synchronize_session": False}


def request(account: Account, email: str, *, now: datetime) -> EmailChange:
    """Request a change to ``email``: a link goes to the new address, a notice to the old one.

    Where somebody else signs in with it, no link is sent, and that person gets a notice. Raises Refused for
    the account's own email.
    """
    account = db.lock(account)
    if email_key(email) == account.email_key:
        raise Refused("You already sign in with this email.", "email")
    end_pending(account, now=now)
    change = EmailChange(account=account, email_before=account.email, email_after=email, asked_at=now)
    db.session.add(change)
    db.session.flush()
    person, taken = account.person, accounts_queries.account_by_email(email)
    if taken is None:
        mail.queue(emails.email_new(change), to=(person.name, email), person_id=person.id, now=now)
    else:
        letter, other = emails.email_taken(taken), taken.person
        mail.queue(letter, to=(other.name, taken.email), person_id=other.id, now=now)
    mail.queue(emails.email_asked(change), to=(person.name, account.email), person_id=person.id, now=now)
    audit.record("asked for another email", account, by=person.actor, now=now, after={"email": email})
    return change


def confirm(change: EmailChange, *, now: datetime) -> bool:
    """Make the change, confirmed by the link to the new address; False when it was made before. The account
    is signed out everywhere; known browsers, and every link that was mailed to sign in, stop working. Raises
    Refused when the link no longer works, or the email is somebody else's."""
    account, change = db.lock(change.account, whole=True), db.lock(change)
    if change.in_force:
        return False
    if not change.waits(now) or not change.is_back:
        raise Refused(DEAD)
    first = _first_since(account, now - REVERTIBLE_FOR)
    _set(account, change.email_after, now=now)
    change.confirmed_at = now
    if first is not None:
        change.ended_at = now
        if first.is_back:
            _void(first, now)
    account.proved_at = account.proved_at or now
    suppression.lift(change.email_after)
    person = account.person
    audit.record(
        "changed email", account, by=person.actor, now=now,
        before={"email": change.email_before}, after={"email": change.email_after},
    )  # fmt: skip
    letter = emails.email_changed(change)
    mail.queue(letter, to=(person.name, change.email_before), person_id=person.id, now=now)
    return True


def stop(change: EmailChange, *, now: datetime) -> None:
    """Stop a pending change, from the account page or by the link to the old address. Calling it again does
    nothing."""
    account, change = db.lock(change.account), db.lock(change)
    if change.confirmed_at is None and change.ended_at is None:
        change.ended_at = now
        audit.record("stopped another email", account, by=account.person.actor, now=now)


def revert(change: EmailChange, *, now: datetime) -> str:
    """Give the account its old address again, confirmed by the link that was mailed there. Returns the
    address in between, empty when it was reverted before. The password is voided, since whoever made the
    change may know it; what else was requested or changed meanwhile ends with it. Raises Refused."""
    account, change = db.lock(change.account, whole=True), db.lock(change)
    if change.taken_back_at is not None and change.is_back:
        return ""
    if not change.can_go_back(now):
        raise Refused(DEAD)
    between = account.email
    _set(account, change.email_before, now=now)
    account.password_hash = None
    _void(change, now)
    end_pending(account, now=now)
    audit.record(
        "took back another email", account, by=account.person.actor, now=now,
        before={"email": between}, after={"email": change.email_before},
    )  # fmt: skip
    return between


def end_pending(account: Account, *, now: datetime) -> None:
    """End every pending email change of ``account``."""
    waiting = update(EmailChange).where(
        EmailChange.account_id == account.id,
        EmailChange.confirmed_at.is_(None),
        EmailChange.ended_at.is_(None),
    )
    db.session.execute(waiting.values(ended_at=now), execution_options={"synchronize_session": "fetch"})


def forget_old(*, now: datetime) -> None:
    """Delete changes that were requested a month ago; the nightly job."""
    old = delete(EmailChange).where(EmailChange.asked_at < now - KEPT)
    db.session.execute(old, execution_options=QUIET)


def _set(account: Account, email: str, *, now: datetime) -> None:
    before, person = account.email, account.person
    _take(account, email)
    account.email_version += 1
    person.email, person.email_key = account.email, account.email_key
    sessions.end_all(account, why="email changed", now=now)
    one_use_links.end_open(before, account, now=now)
    leaving = update(DeletionRequest).where(
        DeletionRequest.account_id == account.id,
        DeletionRequest.due_at.is_(None),
        DeletionRequest.withdrawn_at.is_(None),
    )
    db.session.execute(leaving.values(withdrawn_at=now), execution_options={"synchronize_session": "fetch"})


def _take(account: Account, email: str) -> None:
    """Set the email of ``account``. Raises Refused when another account has it, also when it took it at this
    very moment: the database's constraint decides then."""
    other = accounts_queries.account_by_email(email)
    if other is not None and other.id != account.id:
        raise Refused(TAKEN)
    try:
        with db.session.begin_nested():
            account.email, account.email_key = email, email_key(email)
            db.session.flush()
    except IntegrityError:
        raise Refused(TAKEN) from None


def _first_since(account: Account, since: datetime) -> EmailChange | None:
    """The first change of the account made after ``since`` and not reverted; its old address is the one
    before all of them. None without one."""
    hers = EmailChange.account_id == account.id, EmailChange.taken_back_at.is_(None)
    made = select(EmailChange).where(*hers, EmailChange.confirmed_at > since)
    return db.first(made.order_by(EmailChange.confirmed_at, EmailChange.id))


def _void(first: EmailChange, now: datetime) -> None:
    """Mark ``first``, and every change after it, as reverted: none of them can be reverted any more."""
    later = EmailChange.account_id == first.account_id, EmailChange.id >= first.id
    made = update(EmailChange).where(*later, EmailChange.confirmed_at.is_not(None))
    db.session.execute(made.values(taken_back_at=now), execution_options={"synchronize_session": "fetch"})
