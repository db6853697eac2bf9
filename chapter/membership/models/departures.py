"""Who resigned, was suspended, or died."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db
from chapter.membership.status import DepartureSpan


class Departure(db.Model):
    """A person resigned, was suspended, or died: since which day, why, and until when it held.

    ``released_summary``: what was cancelled because of it, in words; ``released_at``: when (None: still to be
    done).
    """

    __tablename__ = "departures"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    since_on: Mapped[date]
    until_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(String(300), default="")
    released_summary: Mapped[str] = mapped_column(String(300), default="")
    released_at: Mapped[datetime | None]
    noted_at: Mapped[datetime]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    @property
    def span(self) -> DepartureSpan:
        """The departure's days, as the rules of status.py take them."""
        return DepartureSpan(self.kind, self.since_on, self.until_on)
