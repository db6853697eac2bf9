"""Finding levels and their requirements."""

from sqlalchemy import Select, select

from chapter import db
from chapter.levels.models import Level, Requirement


def requirements_of(level: Level) -> list[Requirement]:
    """What ``level`` asks for, in the order in which it was written."""
    asked = select(Requirement).where(Requirement.level_id == level.id, Requirement.ended_at.is_(None))
    return list(db.session.scalars(asked.order_by(Requirement.id)))


def level_with_slug(slug: str) -> Select[Level]:
    """The level of this address, whether or not anybody may get it."""
    return select(Level).where(Level.slug == slug)


def requirement_with_id(number: int) -> Select[Requirement]:
    """The requirement of this number, of whatever level."""
    return select(Requirement).where(Requirement.id == number)


def requirement_of(level: Level, number: int) -> Select[Requirement]:
    """The requirement of this number, if ``level`` asks for it or did."""
    return requirement_with_id(number).where(Requirement.level_id == level.id)


def levels_with_dues() -> list[Level]:
    """The levels that ask for dues, those that nobody new gets too."""
    return list(db.session.scalars(all_levels(retired=True).where(Level.price_cents > 0)))


def free_levels() -> list[Level]:
    """The levels that cost nothing, but for those that nobody new gets."""
    return list(db.session.scalars(all_levels().where(Level.price_cents == 0)))


def all_levels(*, retired: bool = False) -> Select[Level]:
    """All levels in the chapter's order; those that nobody new gets only when asked for."""
    all_ = select(Level).order_by(Level.place, Level.id)
    return all_ if retired else all_.where(Level.retired_at.is_(None))


def open_levels() -> Select[Level]:
    """The levels that the public may join."""
    return all_levels().where(Level.opened_at.is_not(None))
