"""When somebody may be asked to meet a guest, and how long they have to answer. Nobody is asked
automatically too early, too late, or for a while after asking was undone."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import db
from chapter.broadcasts.models import Broadcast
from chapter.events.models import Event
from chapter.hello.models.companions import FIRST_ASK, LAST_ASK, LONGEST_ANSWER_TIME, SHORTEST_ANSWER_TIME

COMPANIONS_ASKED = "hello.asked"
"""The kind of the broadcast that asks for all guests at once."""


def asks_by_itself(event: Event, now: datetime) -> bool:
    """Whether it is time to ask for guests of ``event`` automatically."""
    stands = event.published_at is not None and event.cancelled_at is None
    if not stands or now < event.starts_at - FIRST_ASK or is_too_late_to_ask(event.starts_at, now):
        return False
    until = paused_until(event)
    return until is None or now >= until


def paused_until(event: Event) -> datetime | None:
    """Until when nobody is asked automatically after asking was undone: a day, or half of the time that was
    left. None when it was not undone."""
    undone = select(Broadcast.undone_at).where(
        Broadcast.kind == COMPANIONS_ASKED, Broadcast.record_kind == Event.__tablename__,
        Broadcast.record_id == event.id,
        Broadcast.undone_at.is_not(None),
    )  # fmt: skip
    at = db.session.scalar(undone.order_by(Broadcast.undone_at.desc()).limit(1))
    return None if at is None else at + min(LONGEST_ANSWER_TIME, max(event.starts_at - at, timedelta()) / 2)


def answer_time(starts_at: datetime, now: datetime) -> timedelta:
    """How long whoever is asked now has to answer: a quarter of the time that is left, so that others can be
    asked afterwards; a day at most, half an hour at least."""
    return min(LONGEST_ANSWER_TIME, max(SHORTEST_ANSWER_TIME, (starts_at - now) / 4))


def is_too_late_to_ask(starts_at: datetime, now: datetime) -> bool:
    """Whether it begins too soon for a mail to be read and answered."""
    return now > starts_at - LAST_ASK
