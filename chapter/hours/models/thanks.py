"""Thanks, each once: at a milestone, for a year, or in somebody's own words."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person

MILESTONE, YEAR, WORDS = "milestone", "year", "words"
MILESTONES = (10, 25, 50, 100, 250)
"""Total hours at each of which a volunteer is thanked once."""


class Thanks(db.Model):
    """One thank-you to somebody. ``number``: the hours of a milestone, or the year; None for own words.

    ``words`` and ``signed`` are those of whoever thanks.
    """

    __tablename__ = "thanks"
    __table_args__ = (UniqueConstraint("person_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="")
    signed: Mapped[str] = mapped_column(String(200), default="")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
