"""Queries about small jobs, and the bookings of guests who asked for one."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.small_jobs.models import SmallJob


def bookings_wanting_job_at(event_id: int) -> list[Rsvp]:
    """The guests who come to an event and asked for a small job."""
    hers = bookings_wanting_job().where(Rsvp.event_id == event_id)
    return list(db.session.scalars(hers.order_by(Rsvp.queued_at, Rsvp.id)))


def bookings_wanting_job() -> Select[Rsvp]:
    """The guests of any event who come and asked for a small job."""
    return select(Rsvp).where(
        Rsvp.arrival == "small_job",
        Rsvp.seated_at.is_not(None),
        Rsvp.cancelled_at.is_(None),
        Rsvp.erased_at.is_(None),
    )


def jobs_of_event(event_id: int) -> list[SmallJob]:
    """The slots of an event with their guests, in order of time."""
    found = select(SmallJob).options(joinedload(SmallJob.rsvp), joinedload(SmallJob.event))
    found = found.where(SmallJob.event_id == event_id)
    return list(db.session.scalars(found.order_by(SmallJob.number, SmallJob.given_at, SmallJob.rsvp_id)))


def job_of(rsvp: Rsvp) -> SmallJob | None:
    """The slot of a booking; None when it has none."""
    return db.session.get(SmallJob, rsvp.id)


def taken_by_slot(event_id: int) -> dict[int, int]:
    """How many guests have each slot of an event, by its number."""
    counted = select(SmallJob.number, func.count()).where(SmallJob.event_id == event_id)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(SmallJob.number))}
