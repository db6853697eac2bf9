"""Mails to everybody who comes to an event, each due at its own time, and the opinions given afterwards."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.bookings.models import Rsvp

REMINDER, THANKS, MISSED = "reminder", "thanks", "missed"
ANSWERS = {
    "met_somebody": "I met somebody",
    "glad": "I am glad I came",
    "all_right": "It was all right",
    "not_for_me": "It was not for me",
}
"""What a guest can answer to "How was it?"."""


class MailRun(db.Model):
    """A reminder, the thanks of the next morning or the note to those who did not come, on its way to all.

    It goes on after ``last_rsvp_id`` until ``done_at``. Event, kind and ``due_at`` are unique: no run begins
    twice, and an event that is moved has runs of its own. ``parties`` counts how many were written to.
    """

    __tablename__ = "mail_runs"
    __table_args__ = (UniqueConstraint("event_id", "kind", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    kind: Mapped[str] = mapped_column(String(12))
    due_at: Mapped[datetime]
    last_rsvp_id: Mapped[int] = mapped_column(default=0)
    parties: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]


class Opinion(db.Model):
    """How it was for one party: an answer, words, and whether the office may see who said it."""

    __tablename__ = "event_opinions"

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    answer: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    named: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]

    rsvp: Mapped[Rsvp] = relationship()
