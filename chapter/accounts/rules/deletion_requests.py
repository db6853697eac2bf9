"""Leaving for good: asked for, confirmed by mail, and a week to change their mind. What goes, privacy
knows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from chapter import audit, db
from chapter.accounts import emails
from chapter.accounts.models import Account, DeletionRequest
from chapter.accounts.queries import open_deletion_request
from chapter.mail import rules as mail
from chapter.people import queries
from chapter.people.models import STAFF
from chapter.refusal import Refused

A_WEEK = timedelta(days=7)
LINK_LASTS = timedelta(days=7)
HAND_OVER = "You hold a role in the office. Let the managing director give it to somebody else first."
AT_ONCE = 5


def request(account: Account, *, now: datetime) -> DeletionRequest:
    """Ask to be erased, and have the mail that confirms it sent. Raises Refused for who holds a role."""
    account = db.lock(account)
    if STAFF & {one.role for one in queries.role_grants_of(account.person) if one.ended_at is None}:
        raise Refused(HAND_OVER)
    found = open_deletion_request(account.id)
    if found is None or found.due_at is None:
        if found is not None:
            found.withdrawn_at = now
        found = DeletionRequest(account=account, asked_at=now)
        db.session.add(found)
        db.session.flush()
        letter = emails.deletion_requested(found)
        person = account.person
        mail.queue(letter, to=(person.name, account.email), person_id=person.id, now=now)
        audit.record("asked to be erased", account, by=person.actor, now=now)
    return found


def confirm(farewell: DeletionRequest, *, now: datetime) -> None:
    """Let the week begin. Done once. Raises Refused when the link is too old, or it was taken back."""
    farewell = db.lock(farewell)
    if not farewell.open or (farewell.due_at is None and now >= farewell.asked_at + LINK_LASTS):
        raise Refused("This link works no more. Ask once more on your page.")
    if farewell.due_at is not None:
        return
    farewell.confirmed_at, farewell.due_at = now, now + A_WEEK
    audit.record("confirmed to be erased", farewell.account, by=farewell.account.person.actor, now=now)


def set_right(*, now: datetime) -> None:
    """A clock that was ahead is right at ``now``: no week that runs ends later than one that begins now."""
    ahead = update(DeletionRequest).where(
        DeletionRequest.due_at > now + A_WEEK, DeletionRequest.done_at.is_(None)
    )
    db.session.execute(ahead.values(confirmed_at=now, due_at=now + A_WEEK))


def withdraw(farewell: DeletionRequest, *, now: datetime) -> None:
    """Take it back. Done once; nothing when it is done already."""
    farewell = db.lock(farewell)
    if not farewell.open:
        return
    farewell.withdrawn_at = now
    audit.record("stays", farewell.account, by=farewell.account.person.actor, now=now)


def due(now: datetime) -> Sequence[DeletionRequest]:
    """Those whose week is over, some at a time."""
    over = select(DeletionRequest).where(
        DeletionRequest.due_at <= now,
        DeletionRequest.withdrawn_at.is_(None),
        DeletionRequest.done_at.is_(None),
    )
    return db.session.scalars(over.order_by(DeletionRequest.id).limit(AT_ONCE)).all()
