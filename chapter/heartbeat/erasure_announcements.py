"""What a rule erases is announced a day before, and only that is erased.

An announcement names a night and how many will be due by then. When the night has come, what the rule finds
by that night is erased, and no more: where more is found than was announced (old data was imported, a setting
was made shorter), nothing is erased until it has been announced again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, delete, select

from chapter import db
from chapter.heartbeat import rules
from chapter.heartbeat.models import ErasureAnnouncement

log = structlog.get_logger()
A_DAY = timedelta(hours=22)
"""The least time between two nights: nights are 23 hours apart at least, and the jobs before take a while."""

KEPT = timedelta(days=30)


def announce(what: str, *, night: datetime, many: int, now: datetime) -> None:
    """Announce that ``many`` of ``what`` are erased at ``night``. Once for each night, however often it is
    called."""
    rules.lock_heartbeat()
    if db.first(
        select(ErasureAnnouncement.id).where(
            ErasureAnnouncement.what == what, ErasureAnnouncement.night == night
        )
    ):
        return
    db.session.add(ErasureAnnouncement(what=what, night=night, count=many, announced_at=now))


def due_as_of(what: str, *, now: datetime, count: Callable[[datetime], int]) -> datetime | None:
    """The moment up to which ``what`` may be erased now; None: nothing was announced a day ago, or there is
    more than was. ``count`` returns how many are due by a moment."""
    said = select(ErasureAnnouncement).where(
        ErasureAnnouncement.what == what,
        ErasureAnnouncement.announced_at <= now - A_DAY,
        ErasureAnnouncement.night <= now,
    )
    found = db.first(said.order_by(ErasureAnnouncement.night.desc()))
    if found is None:
        return None
    many = count(found.night)
    if many > found.count:
        log.warning("erasing_waits", what=what, announced=found.count, found=many)
        return None
    return found.night


def upcoming(now: datetime) -> Select[ErasureAnnouncement]:
    """The announcements for nights to come that erase at least one row."""
    ahead = (
        ErasureAnnouncement.night > now,
        ErasureAnnouncement.announced_at <= now,
        ErasureAnnouncement.count > 0,
    )
    return (
        select(ErasureAnnouncement).where(*ahead).order_by(ErasureAnnouncement.night, ErasureAnnouncement.id)
    )


def forget_old(*, now: datetime) -> None:
    """Delete announcements that are a month old."""
    old = delete(ErasureAnnouncement).where(ErasureAnnouncement.night < now - KEPT)
    db.session.execute(old, execution_options={"synchronize_session": False})
