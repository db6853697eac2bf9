"""Which reminders of shifts were mailed."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class ShiftReminder(db.Model):
    """A reminder of a shift that was mailed to its helpers, once for each time that it begins at."""

    __tablename__ = "shift_reminders"
    __table_args__ = (UniqueConstraint("shift_id", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    due_at: Mapped[datetime]
    done_at: Mapped[datetime]
