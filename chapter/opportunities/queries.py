"""Reading opportunities for the office."""

from sqlalchemy import select

from chapter import db
from chapter.shifts.models.programs import Program


def programs() -> list[Program]:
    """The programs that are not ended, by name."""
    return list(db.session.scalars(select(Program).where(Program.ended_at.is_(None)).order_by(Program.name)))


def program_named(name: str) -> Program | None:
    """The program of this name."""
    return db.first(select(Program).where(Program.name == name))
