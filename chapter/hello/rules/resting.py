"""When nobody is asked without a press: too early, too late, or for a while after somebody took asking
back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from chapter.hello.companions import ASKED_FROM, SILENCE, too_late
from chapter.mail.models import Telling

ASKED = "hello.asked"
"""The kind of telling of a press that asks for everybody."""


def asks_now(event: Event, now: datetime) -> bool:
    """Whether it is time to ask for guests of ``event`` without a press."""
    stands = event.published_at is not None and event.cancelled_at is None
    if not stands or now < event.starts_at - ASKED_FROM or too_late(event.starts_at, now):
        return False
    until = rests_until(event)
    return until is None or now >= until


def rests_until(event: Event) -> datetime | None:
    """Until when nobody is asked since somebody took it back: a day, or half of the time that was left."""
    undone = select(Telling.undone_at).where(
        Telling.kind == ASKED, Telling.record_kind == Event.__tablename__, Telling.record_id == event.id,
        Telling.undone_at.is_not(None),
    )  # fmt: skip
    at = db.session.scalar(undone.order_by(Telling.undone_at.desc()).limit(1))
    return None if at is None else at + min(SILENCE, max(event.starts_at - at, timedelta()) / 2)
