"""Erasing applications: on request, and when their retention period is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, or_, select

from chapter import db
from chapter.audit import rules as log
from chapter.households.rules.retention import (
    AT_ONCE,
    expired_invitations,
    forget_invitations,
    forget_old_invitations,
)
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation
from chapter.personal_data.declarations import Erasure

WITHOUT_SYNC = {"synchronize_session": False}
UNFINISHED_DAYS = timedelta(days=30)


PERSONAL_COLUMNS = (
    "name", "called", "name_said", "pronouns", "organisation", "email", "email_key", "others", "decided_why",
    "news_wording",
)  # fmt: skip


def erase(ids: Sequence[int], erasure: Erasure) -> None:
    """Blank the applications with these ids, in the erasure of who asked."""
    theirs = select(Application).where(Application.id.in_(ids), Application.erased_at.is_(None))
    forget_applications(list(db.session.scalars(theirs)), now=erasure.now)


def forget_applications(applications: Sequence[Application], *, now: datetime) -> None:
    """Blank every word of these applications; open ones are closed."""
    for application in applications:
        for name in PERSONAL_COLUMNS:
            setattr(application, name, "")
        application.answers, application.erased_at = [], now
        application.closed_at = application.closed_at or now
    numbers = [application.id for application in applications]
    if numbers:
        log.redact({"applications": numbers})
        named = select(Invitation).where(
            Invitation.application_id.in_(numbers), Invitation.accepted_at.is_(None)
        )
        forget_invitations(list(db.session.scalars(named)), now=now)


def count_old(as_of: datetime, *, days: int) -> int:
    """How many applications and invitations are due to be erased by ``as_of``."""
    each: tuple[Select[Any], ...] = (_unfinished(as_of), _closed(as_of, days), expired_invitations(as_of))
    return sum(db.session.scalar(select(func.count()).select_from(one.subquery())) or 0 for one in each)


def forget_old(*, now: datetime, days: int, as_of: datetime | None = None) -> int:
    """Delete some applications that nobody finished for a month, and blank some that were closed without a
    membership ``days`` ago; returns how many. ``as_of``: only those of which that was true at that moment."""
    then = as_of or now
    gone = [application.id for application in db.session.scalars(_unfinished(then).limit(AT_ONCE))]
    log.redact({"applications": gone})
    named = delete(Invitation).where(Invitation.application_id.in_(gone))
    db.session.execute(named, execution_options=WITHOUT_SYNC)
    db.session.execute(delete(Application).where(Application.id.in_(gone)), execution_options=WITHOUT_SYNC)
    closed = list(db.session.scalars(_closed(then, days).limit(AT_ONCE)))
    forget_applications(closed, now=now)
    return len(gone) + len(closed) + forget_old_invitations(then, now)


def _unfinished(then: datetime) -> Select[Application]:
    last = then - UNFINISHED_DAYS
    begun = select(Application).where(Application.proved_at.is_(None), Application.started_at < last)
    return begun.where(or_(Application.sent_at.is_(None), Application.sent_at < last))


def _closed(then: datetime, days: int) -> Select[Application]:
    over = Application.closed_at < then - timedelta(days=days)
    return select(Application).where(over, Application.erased_at.is_(None))
