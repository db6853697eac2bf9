"""A person's trainings, background checks and interviews."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person


class Clearance(db.Model):
    """That a person has a training, a background check or an interview (``CLEARANCES``).

    Sensitive: shown to the volunteer lead alone. ``valid_until`` is its last valid day; None: unlimited.
    What a check found is never stored. ``warned_at``: when the leads were notified that it expires.
    """

    __tablename__ = "clearances"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    valid_until: Mapped[date | None]
    noted_at: Mapped[datetime]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    warned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
