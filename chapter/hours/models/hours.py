"""Hours that volunteers worked, each an entry for one day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.moderation.models import APPROVED, Moderated
from chapter.people.models import Person
from chapter.shifts.models import Opportunity, Signup

CHECKED_IN, FROM_SHIFT, LOGGED = "checkin", "shift", "logged"
SOURCES = {
    CHECKED_IN: "Check-in and check-out",
    FROM_SHIFT: "Length of the shift",
    LOGGED: "Logged by hand",
}


class Hours(Moderated, db.Model):
    """Time that somebody gave on one day, in the opportunity's time zone.

    ``minutes`` of one person; a team's row is minutes times how many of it came. It counts once it is
    approved and ``corrected_at`` is not set. A correction is a row of its
    own with ``corrects_id``: the old one stays, with ``corrected_at``. ``logged_by`` None: the system.
    """

    __tablename__ = "hours"
    __table_args__ = (
        CheckConstraint("minutes >= 1", name="minutes"),
        Index("ix_hours_day", "day", "opportunity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    signup_id: Mapped[int | None] = mapped_column(ForeignKey("signups.id"), index=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id"), index=True)
    day: Mapped[date]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(12))
    logged_at: Mapped[datetime]
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("hours.id"))
    corrected_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    signup: Mapped[Signup | None] = relationship()
    opportunity: Mapped[Opportunity] = relationship()

    @property
    def counts(self) -> bool:
        """Whether it is included in every sum."""
        return self.moderation_state == APPROVED and self.corrected_at is None
