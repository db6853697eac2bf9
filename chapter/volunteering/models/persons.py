"""What volunteering keeps of a person: clearances, hours, invitations, when she can and what she enjoys."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person
from chapter.volunteering.models import Opportunity, Shift, Signup

CHECKED_IN, FROM_SHIFT, LOGGED = "checkin", "shift", "logged"
SOURCES = {
    CHECKED_IN: "Check-in and check-out",
    FROM_SHIFT: "The shift's length",
    LOGGED: "Logged by hand",
}

CLEARANCE = "clearance"
"""What ended a sign-up that lacked what its shift asks for."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 23)}
"""Parts of a day, from one hour of its clock until before another."""


class Clearance(db.Model):
    """That a person has a training, a background check or an interview behind her (``CLEARANCES``).

    Sensitive: seen by the volunteer lead alone. ``valid_until`` is its last good day; None: for good.
    Nothing of what a check found is kept. ``warned_at``: when its keepers were told that it runs out.
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


class Hours(db.Model):
    """Time that somebody gave, on one day of the opportunity's clock.

    ``minutes`` of one person; a team's row is minutes times how many of it came. It counts once
    ``approved_at`` stands and neither ``declined_at`` nor ``corrected_at`` does. A correction is a row of
    its own with ``corrects_id``: the old one stays, with ``corrected_at``. ``logged_by`` None: the system.
    """

    __tablename__ = "hours"
    __table_args__ = (
        CheckConstraint("minutes >= 1", name="minutes"),
        Index("ix_hours_on", "on", "opportunity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    signup_id: Mapped[int | None] = mapped_column(ForeignKey("signups.id"), index=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id"), index=True)
    on: Mapped[date]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(12))
    logged_at: Mapped[datetime]
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    declined_why: Mapped[str] = mapped_column(Text, default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("hours.id"))
    corrected_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    signup: Mapped[Signup | None] = relationship()
    opportunity: Mapped[Opportunity] = relationship()

    @property
    def counts(self) -> bool:
        """Whether it is part of every sum."""
        return self.approved_at is not None and self.declined_at is None and self.corrected_at is None


class Invitation(db.Model):
    """That somebody was asked to take a shift, when, by whom and for what reason she was thought of.

    It opens the shift's opportunity to her where only the invited see it. Nobody gets more than two in a
    week.
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


class VolunteerProfile(db.Model):
    """When a volunteer can, and what she enjoys. Skills and neighborhood stand in people's Profile.

    ``available`` lists "sat-morning" and the like, of ``DAYS`` and ``PARTS``; empty: she did not say.
    ``enjoys`` lists the numbers of programs. ``hours_a_month``: more than that she would rather not give.
    ``paused_until``: she is asked for nothing before that day.
    """

    __tablename__ = "volunteer_profiles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    available: Mapped[list[Any]] = mapped_column(default=list)
    enjoys: Mapped[list[Any]] = mapped_column(default=list)
    hours_a_month: Mapped[int | None]
    paused_until: Mapped[date | None]
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
