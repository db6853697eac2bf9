"""Leaving for good: asked for, confirmed by mail, and a week to change their mind. What goes, privacy
knows."""

from datetime import datetime, timedelta

from sqlalchemy import update

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


def confirm(asked: DeletionRequest, *, now: datetime) -> None:
    """Let the week begin. Done once. Raises Refused when the link is too old, or it was taken back."""
    asked = db.lock(asked)
    if not asked.open or (asked.due_at is None and now >= asked.asked_at + LINK_LASTS):
        raise Refused("This link works no more. Ask once more on your page.")
    if asked.due_at is not None:
        return
    asked.confirmed_at, asked.due_at = now, now + A_WEEK
    audit.record("confirmed to be erased", asked.account, by=asked.account.person.actor, now=now)


def correct_times(*, now: datetime) -> None:
    """A clock that was ahead is right at ``now``: no week that runs ends later than one that begins now."""
    ahead = update(DeletionRequest).where(
        DeletionRequest.due_at > now + A_WEEK, DeletionRequest.done_at.is_(None)
    )
    db.session.execute(ahead.values(confirmed_at=now, due_at=now + A_WEEK))


def finish(asked: DeletionRequest, *, now: datetime) -> None:
    """Note that the erasure which was asked for is done."""
    asked.done_at = now


def withdraw(asked: DeletionRequest, *, now: datetime) -> None:
    """Take it back. Done once; nothing when it is done already."""
    asked = db.lock(asked)
    if not asked.open:
        return
    asked.withdrawn_at = now
    audit.record("stays", asked.account, by=asked.account.person.actor, now=now)
