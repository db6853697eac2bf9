"""What happened at an event's door to the helpers of its shifts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.checkin.models import DoorLink
from chapter.people.models import Person
from chapter.shifts.models import Signup

IN, OUT, UNDO = "in", "out", "undo"

OFFICE = "office"
"""In ``against``: no press, but when the helper came or left as the office has it, on which later presses
build."""


class ShiftCheckinEvent(db.Model):
    """One press at an event's door for somebody with a shift there. It is never changed.

    ``kind``: IN, OUT, or an UNDO that names the nonce of what it takes back. ``at`` is when it happened, by
    the phone's clock as measured at upload; ``taken_at`` when we heard of it. ``nonce`` is the phone's own
    name for it, so that the same press sent twice counts once. ``against`` says what stood in the way of one
    that a phone made without a signal: it counts for nothing. ``void_at``: from then on it says nothing of
    who is here any more, since the office noted something else by hand; that stands in rows of its own, whose
    ``against`` is OFFICE.
    """

    __tablename__ = "shift_checkin_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signups.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(4))
    undoes: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    taken_at: Mapped[datetime]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("door_links.id"))
    against: Mapped[str] = mapped_column(String(12), default="")
    void_at: Mapped[datetime | None]

    signup: Mapped[Signup] = relationship()
    by_person: Mapped[Person | None] = relationship()
    link: Mapped[DoorLink | None] = relationship()
