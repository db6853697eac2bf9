"""Broadcasts are held for ten minutes: lets them pass."""

from datetime import datetime

from sqlalchemy import func, select

from chapter import db
from chapter.broadcasts import rolling, scheduled
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import batches


def release_held() -> int:
    """Let the ten minutes of all that is held be over, and its letters be written; how many were held."""
    held = list(
        db.session.scalars(
            select(Broadcast).where(Broadcast.sent_at.is_(None), Broadcast.undone_at.is_(None))
        )
    )
    last = db.session.scalar(
        select(func.max(Broadcast.sends_at)).where(Broadcast.id.in_([one.id for one in held]))
    )
    db.session.rollback()
    if last is not None:
        while broadcasts_tasks.send_due(last):
            pass
    db.session.expire_all()
    stuck = [one for one in db.session.scalars(select(Broadcast)) if one.stuck]
    assert not stuck, "what could not be written is in the log"
    return len(held)


def held_tellings() -> list[Broadcast]:
    """The broadcasts that are held just now."""
    found = select(Broadcast).where(Broadcast.left_at.is_(None), Broadcast.undone_at.is_(None))
    return list(db.session.scalars(found.order_by(Broadcast.id)))


def send_scheduled(now: datetime, of: str = "") -> int:
    """One sweep over what is due by the time, of the kinds whose names begin so; how many readers."""
    found = [one for one in scheduled.open_occasions(now) if one.kind.startswith(of)]
    many = 0
    for one in found:
        with db.writing():
            many += batches.send_next_of(one, now=now)
    return many


def send_rolling(now: datetime, of: str = "") -> int:
    """One sweep over what is due to each reader at a time of their own; how many mails."""
    many = 0
    for kind in rolling.all_kinds():
        if kind.name.startswith(of):
            with db.writing():
                many += batches.send_next_rolling(kind, now=now)
    return many
