"""Moving and canceling an event in tests, and taking it back within the ten minutes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes
from chapter.mail.models import Mail
from tests.factories import TODAY
from tests.held_mails import held_tellings

BY = Actor("command", name="test")
MINUTE = timedelta(minutes=1)


def change(event: Event, now: datetime = TODAY, **more: Any) -> int:
    with db.writing():
        row = db.lock(event)
        return changes.change_event(row, replace(lifecycle.details_of(row), **more), by=BY, now=now)


def cancel(event: Event, now: datetime = TODAY) -> int:
    with db.writing():
        return changes.cancel_event(db.lock(event), why="The boiler broke.", by=BY, now=now)


def undo(telling: Broadcast, now: datetime = TODAY) -> str:
    with db.writing():
        said = holds.undo(telling, by=BY, now=now)
    db.session.expire_all()
    return said


def the_move() -> Broadcast:
    (telling,) = held_tellings()
    return telling


def sent(kind: str = "moved") -> list[Mail]:
    return list(db.session.scalars(select(Mail).where(Mail.kind == f"events.{kind}").order_by(Mail.id)))


def later(event: Event, **by: float) -> dict[str, datetime]:
    shift = timedelta(**by)
    return {"starts_wall": event.starts_wall + shift, "ends_wall": event.ends_wall + shift}
