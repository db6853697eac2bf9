"""Who was asked to take a shift."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person
from chapter.shifts.models import Shift


class Invitation(db.Model):
    """That somebody was asked to take a shift: when, by whom, and why them.

    Where only the invited see an opportunity, it lets them see it. Nobody gets more than two in a week.
    """

    __tablename__ = "shift_invitations"
    __table_args__ = (Index("ix_shift_invitations_person_id_sent_at", "person_id", "sent_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
