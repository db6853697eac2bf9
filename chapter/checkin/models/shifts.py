"""Check-in events of helpers who have a shift at an event."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.checkin.models import DoorLink
from chapter.people.models import Person
from chapter.shifts.models import Signup

IN, OUT, UNDO = "in", "out", "undo"

OFFICE = "office"
"""In ``overridden``: nobody pressed a button; the row is when the helper came or left as the office noted it,
on which later presses build."""


class ShiftCheckinEvent(db.Model):
    """One press at an event's door for a helper with a shift there. It is never changed.

    ``kind``: IN, OUT, or an UNDO that names the nonce of what it takes back. ``at`` is when it happened, by
    the phone's clock, corrected at upload; ``received_at`` when we received it. ``nonce`` is the phone's own
    id for it, so that the same press sent twice counts once. ``overridden`` is the reason to refuse a press
    that a phone made without a signal: it does not count. ``void_at``: since then the row no longer counts,
    because the office noted something else; the office's note is in rows of its own, whose ``overridden`` is
    OFFICE.
    """

    __tablename__ = "shift_checkin_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signups.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(4))
    undoes: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("door_links.id"))
    overridden: Mapped[str] = mapped_column(String(12), default="")
    void_at: Mapped[datetime | None]

    signup: Mapped[Signup] = relationship()
    by_person: Mapped[Person | None] = relationship()
    link: Mapped[DoorLink | None] = relationship()
