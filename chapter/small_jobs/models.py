"""Small jobs: guests who asked for one get twenty minutes each at the badge desk, from its opening on."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event

DESK_OPENS_BEFORE = timedelta(minutes=30)
"""How long before the event begins the desk opens."""

SLOT_LENGTH = timedelta(minutes=20)
NOTICE_BEFORE_SLOT = timedelta(minutes=10)
"""So long before a slot begins it is assigned at the latest."""

MOST_SLOTS = 6
"""How many slots follow one another; further guests share one."""


class SmallJob(db.Model):
    """That the party of ``rsvp`` has the slot ``number`` at the desk, counted from 0.

    The slot is a number and not a time, so that it moves with the event.
    """

    __tablename__ = "small_jobs"

    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    number: Mapped[int]
    given_at: Mapped[datetime]

    rsvp: Mapped[Rsvp] = relationship()
    event: Mapped[Event] = relationship()

    @property
    def begins(self) -> datetime:
        """When the guest comes to the desk."""
        return self.event.starts_at - DESK_OPENS_BEFORE + self.number * SLOT_LENGTH

    @property
    def ends(self) -> datetime:
        """When the slot is over."""
        return self.begins + SLOT_LENGTH

    @property
    def stale(self) -> bool:
        """Whether nobody could come: its time had passed when it was assigned or when the event was last
        moved, or the event is shorter now and has no such slot."""
        known = max(self.given_at, self.event.moved_at or self.given_at)
        return self.begins < known or self.number >= slot_count(self.event)


def slot_count(event: Event) -> int:
    """How many slots of twenty minutes there are one after the other: while the event lasts, at most six."""
    return max(1, min(MOST_SLOTS, (event.ends_at - event.starts_at + DESK_OPENS_BEFORE) // SLOT_LENGTH))


def slots_ahead(event: Event, now: datetime) -> list[int]:
    """The slots still to come, with enough time before them to read the mail."""
    first = now + NOTICE_BEFORE_SLOT - (event.starts_at - DESK_OPENS_BEFORE)
    return [number for number in range(slot_count(event)) if number * SLOT_LENGTH >= first]
