"""Deletion requests: made, confirmed by mail, with a week to withdraw. What is erased is decided in
privacy."""

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
HAND_OVER = "You have a role in the office. Ask the managing director to give it to someone else first."


def request(account: Account, *, now: datetime) -> DeletionRequest:
    """Request erasure, and mail the link that confirms it. Raises Refused for somebody who holds a role."""
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
    """Confirm the request: its week begins. Done once. Raises Refused when the link expired, or it was
    withdrawn."""
    asked = db.lock(asked)
    if not asked.open or (asked.due_at is None and now >= asked.asked_at + LINK_LASTS):
        raise Refused("This link no longer works. Ask again under My data.")
    if asked.due_at is not None:
        return
    asked.confirmed_at, asked.due_at = now, now + A_WEEK
    audit.record("confirmed to be erased", asked.account, by=asked.account.person.actor, now=now)


def correct_times(*, now: datetime) -> None:
    """Correct times set while the clock was ahead of ``now``: no week ends later than one that begins now."""
    ahead = update(DeletionRequest).where(
        DeletionRequest.due_at > now + A_WEEK, DeletionRequest.done_at.is_(None)
    )
    db.session.execute(ahead.values(confirmed_at=now, due_at=now + A_WEEK))


def finish(asked: DeletionRequest, *, now: datetime) -> None:
    """Note that the requested erasure was carried out."""
    asked.done_at = now


def withdraw(asked: DeletionRequest, *, now: datetime) -> None:
    """Withdraw the request. Done once; does nothing when it was carried out already."""
    asked = db.lock(asked)
    if not asked.open:
        return
    asked.withdrawn_at = now
    audit.record("stays", asked.account, by=asked.account.person.actor, now=now)
