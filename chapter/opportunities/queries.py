"""What an opportunity may belong to: programs, and events that are not over."""

from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from chapter.shifts.models.programs import Program


def programs() -> list[Program]:
    """The programs that have not ended, by name."""
    return list(db.session.scalars(select(Program).where(Program.ended_at.is_(None)).order_by(Program.name)))


def program_named(name: str) -> Program | None:
    """The program with this name; None when there is none."""
    return db.first(select(Program).where(Program.name == name))


def events_ahead(now: datetime, most: int = 100) -> list[Event]:
    """The events that are neither over nor canceled, the next first."""
    ahead = select(Event).where(Event.ends_at > now, Event.cancelled_at.is_(None))
    return list(db.session.scalars(ahead.order_by(Event.starts_at).limit(most)))
