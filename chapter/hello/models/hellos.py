"""Hellos of an event, whom guests say they met, what was promised."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.bookings.models import Rsvp


class Hello(db.Model):
    """That two parties of one event say hello: ``helper`` could help ``other``, or they are good company.

    ``kind`` is ``help`` or ``company``. When hellos are assigned again, those that no longer hold get
    ``ended_at``.
    """

    __tablename__ = "hellos"
    __table_args__ = (CheckConstraint("helper_id <> other_id", name="two"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    arranged_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    helper: Mapped[Rsvp] = relationship(foreign_keys=[helper_id])
    other: Mapped[Rsvp] = relationship(foreign_keys=[other_id])


class AssignmentRun(db.Model):
    """From what the hellos of one event were last assigned: ``fingerprint`` is a hash of that input."""

    __tablename__ = "assignment_runs"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    arranged_at: Mapped[datetime]


class Meeting(db.Model):
    """That the party of ``rsvp`` says that they met ``other``. Shown to nobody else."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("rsvp_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"), index=True)
    said_at: Mapped[datetime]


class Promise(db.Model):
    """What a guest promised at an event, in their own words: a task of theirs, shown to nobody else.

    Each note on a phone has one ``nonce``, so that it is saved once however often it is sent.
    """

    __tablename__ = "promises"
    __table_args__ = (UniqueConstraint("rsvp_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    nonce: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    rsvp: Mapped[Rsvp] = relationship()
