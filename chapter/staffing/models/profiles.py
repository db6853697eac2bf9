"""When a volunteer is free, and what they enjoy."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


PARTS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 23)}
"""Parts of a day, from one hour of local time until before another."""


class VolunteerProfile(db.Model):
    """When a volunteer is free, and what they enjoy. Skills and neighborhood are in people's Profile.

    ``available`` lists "sat-morning" and the like, of ``DAYS`` and ``PARTS``; empty: they did not say.
    ``enjoys`` lists the numbers of programs. ``hours_a_month``: the most they would like to give.
    ``paused_until``: they are asked for nothing before that day.
    """

    __tablename__ = "volunteer_profiles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    available: Mapped[list[Any]] = mapped_column(default=list)
    enjoys: Mapped[list[Any]] = mapped_column(default=list)
    hours_a_month: Mapped[int | None]
    paused_until: Mapped[date | None]
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
