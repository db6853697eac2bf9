"""Finding levels and their requirements."""

from sqlalchemy import Select, select

from chapter import db
from chapter.levels.models import Level, Requirement


def requirements_of(level: Level) -> list[Requirement]:
    """What ``level`` asks for, in the order in which the requirements were added."""
    asked = select(Requirement).where(Requirement.level_id == level.id, Requirement.ended_at.is_(None))
    return list(db.session.scalars(asked.order_by(Requirement.id)))


def level_with_slug(slug: str) -> Select[Level]:
    """The level with this slug, open or not; None when there is none."""
    return select(Level).where(Level.slug == slug)


def requirement_with_id(number: int) -> Select[Requirement]:
    """The requirement with this id, of any level; None when there is none."""
    return select(Requirement).where(Requirement.id == number)


def requirement_of(level: Level, number: int) -> Select[Requirement]:
    """The requirement with this id, if it is or was one of ``level``; else None."""
    return requirement_with_id(number).where(Requirement.level_id == level.id)


def levels_with_dues() -> list[Level]:
    """The levels that ask for dues, retired ones included."""
    return list(db.session.scalars(all_levels(retired=True).where(Level.price_cents > 0)))


def free_levels() -> list[Level]:
    """The levels that cost nothing, without retired ones."""
    return list(db.session.scalars(all_levels().where(Level.price_cents == 0)))


def all_levels(*, retired: bool = False) -> Select[Level]:
    """All levels in the chapter's order; retired ones only when asked for."""
    all_ = select(Level).order_by(Level.position, Level.id)
    return all_ if retired else all_.where(Level.retired_at.is_(None))


def open_levels() -> Select[Level]:
    """The levels that the public may join."""
    return all_levels().where(Level.opened_at.is_not(None))
