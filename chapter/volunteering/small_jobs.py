"""Small jobs: guests who asked for one get twenty minutes each at the badge desk, from its opening on."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from chapter import db
from chapter.events.models import Event, Rsvp

OPENS = timedelta(minutes=30)
"""How long before the beginning the desk opens."""

LONG = timedelta(minutes=20)
TO_READ = timedelta(minutes=10)
"""So long before it begins a place is given at the latest."""

MOST = 6
"""How many places follow each other; whoever comes after that stands beside somebody."""


class SmallJob(db.Model):
    """That the party of ``rsvp`` has the place ``number`` at the desk, counted from 0.

    It is a number and no time, so that it moves with the event.
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
        """When she comes to the desk."""
        return self.event.starts_at - OPENS + self.number * LONG

    @property
    def ends(self) -> datetime:
        """When she is free again."""
        return self.begins + LONG

    @property
    def stale(self) -> bool:
        """Whether its time had passed when it was given, or when the event was last moved, or is none of its
        places any more, since it ends earlier now: nobody could come."""
        known = max(self.given_at, self.event.moved_at or self.given_at)
        return self.begins < known or self.number >= places(self.event)


def places(event: Event) -> int:
    """How many places of twenty minutes there are one after the other: while the event lasts, at most six."""
    return max(1, min(MOST, (event.ends_at - event.starts_at + OPENS) // LONG))


def ahead(event: Event, now: datetime) -> list[int]:
    """The places whose time is still to come, with enough before it to read of it."""
    first = now + TO_READ - (event.starts_at - OPENS)
    return [number for number in range(places(event)) if number * LONG >= first]


def given(event_id: int) -> list[SmallJob]:
    """Who has which place, in order of time."""
    found = select(SmallJob).options(joinedload(SmallJob.rsvp), joinedload(SmallJob.event))
    found = found.where(SmallJob.event_id == event_id)
    return list(db.session.scalars(found.order_by(SmallJob.number, SmallJob.given_at, SmallJob.rsvp_id)))


def of(rsvp: Rsvp) -> SmallJob | None:
    """Her place, if she has one."""
    return db.session.get(SmallJob, rsvp.id)


def of_bookings(rsvp_ids: list[int]) -> list[SmallJob]:
    """The places of these bookings."""
    return list(db.session.scalars(select(SmallJob).where(SmallJob.rsvp_id.in_(rsvp_ids))))


def counts(event_id: int) -> dict[int, int]:
    """How many have each place."""
    counted = select(SmallJob.number, func.count()).where(SmallJob.event_id == event_id)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(SmallJob.number))}
