"""The opinions that are given after an event."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.bookings.models import Rsvp

ANSWERS = {
    "met_somebody": "I met someone",
    "glad": "I’m glad I came",
    "all_right": "It was okay",
    "not_for_me": "It wasn’t for me",
}
"""What a guest can answer to "How was it?"."""


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
