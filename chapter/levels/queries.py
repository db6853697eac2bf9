"""Finding levels."""

from sqlalchemy import Select, select

from chapter import db
from chapter.levels.models import Level, Requirement


def requirements_of(level: Level) -> list[Requirement]:
    """What ``level`` asks for, in the order in which it was written."""
    asked = select(Requirement).where(Requirement.level_id == level.id, Requirement.ended_at.is_(None))
    return list(db.session.scalars(asked.order_by(Requirement.id)))


def all_levels(*, retired: bool = False) -> Select[Level]:
    """The all_levels in the chapter's order; those that nobody new gets only when asked for."""
    all_ = select(Level).order_by(Level.place, Level.id)
    return all_ if retired else all_.where(Level.retired_at.is_(None))


def open_levels() -> Select[Level]:
    """The all_levels that the public may join."""
    return all_levels().where(Level.opened_at.is_not(None))
