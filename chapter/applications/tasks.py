"""Timed jobs of applications and new members: sweeps, safe to run twice."""

from datetime import datetime

from sqlalchemy import or_, select

from chapter import db
from chapter.applications.rules import decisions, retention
from chapter.households.tasks import AT_ONCE
from chapter.membership.models.applications import UNDO, Application
from chapter.settings import queries as settings


def settle_decisions(now: datetime) -> int:
    """Let decisions take effect that have been held for ten minutes, or were made by a clock that was
    ahead."""
    waiting = select(Application.id).where(
        or_(Application.decided_at <= now - UNDO, Application.decided_at >= now + UNDO),
        Application.settled_at.is_(None),
        Application.closed_at.is_(None),
    )
    ids = list(db.session.scalars(waiting.order_by(Application.id).limit(AT_ONCE)))
    db.session.rollback()
    for number in ids:
        with db.writing():
            decisions.settle_decision(db.session.get_one(Application, number), now=now)
    return len(ids)


def count_old(as_of: datetime) -> int:
    """How many applications are due to be erased by ``as_of``."""
    return retention.count_old(as_of, days=settings.current().guest_days)


def forget(now: datetime, as_of: datetime) -> int:
    """Erase applications whose retention period was over at ``as_of``."""
    with db.writing():
        return retention.forget_old(now=now, days=settings.current().guest_days, as_of=as_of)
