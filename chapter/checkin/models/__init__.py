"""Links of helpers at an event's door, and the check-in events by which people come in."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Exists, ForeignKey, Index, SQLColumnExpression, String, exists
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.people.models import Person
from chapter.security import signed_links

IN, UNDO = "in", "undo"

OPENS = timedelta(hours=12)
CLOSES = timedelta(hours=12)
"""How long before an event its door opens, and how long after its end it closes."""

WALK_IN = "walk-in-"
"""The prefix of the nonce of a check-in event that let in a walk-in."""


def walk_in_nonce(nonce: str) -> str:
    """The nonce of the check-in event by which the form with this nonce let a walk-in in."""
    return f"{WALK_IN}{nonce}"[:64]


class DoorLink(db.Model):
    """The link by which one helper works at the door of one event, without an account.

    It opens that door until ``ends_at`` or ``revoked_at``, or until the event is cancelled. ``helper`` is
    what the lead calls the helper.
    """

    __tablename__ = "door_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    helper: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    event: Mapped[Event] = relationship()

    @property
    def token(self) -> str:
        """The token in the helper's address."""
        return signed_links.make_token("door", self.public_id)

    @property
    def over_at(self) -> datetime:
        """When the link ended, or will end."""
        ends = (self.ends_at, self.revoked_at, self.event.cancelled_at)
        return min(moment for moment in ends if moment is not None)

    def works(self, now: datetime) -> bool:
        """Whether the link opens the door at ``now``."""
        return now < self.over_at


class CheckinEvent(db.Model):
    """One thing that happened at the door. A check-in event is never changed: another one takes it back.

    An ``IN`` says who of a party came (``party_numbers``: 0 is whoever booked, then the guests in order); an
    ``UNDO`` names the nonce of the event that it takes back. ``at`` is when it happened, by the phone's
    clock, corrected at upload; ``received_at`` is when we received it. ``nonce`` is the phone's own id for
    it, so that the same one sent twice counts once. ``overridden`` is the reason to refuse a party that was
    let in without a signal all the same; for a walk-in, also that the event was full.
    """

    __tablename__ = "checkin_events"
    __table_args__ = (Index("ix_checkin_events_event_id_id", "event_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(4))
    party_numbers: Mapped[list[Any]]
    undoes: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("door_links.id"))
    overridden: Mapped[str] = mapped_column(String(12), default="")

    rsvp: Mapped[Rsvp] = relationship()
    by_person: Mapped[Person | None] = relationship()
    link: Mapped[DoorLink | None] = relationship()

    @property
    def by(self) -> str:
        """The operator's name as the door shows it."""
        if self.link is not None:
            return self.link.helper
        return self.by_person.first_name if self.by_person is not None else ""


def has_checkins(event_id: SQLColumnExpression[int]) -> Exists:
    """Whether anybody was checked in at the event in that column; where nobody was, a seat counts as
    attendance."""
    return exists().where(CheckinEvent.event_id == event_id)
