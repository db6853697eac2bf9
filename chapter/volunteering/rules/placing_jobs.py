"""Giving small jobs their places at the badge desk, as guests come and go."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.volunteering import queries, small_jobs
from chapter.volunteering.small_jobs import SmallJob


def due(now: datetime) -> list[Event]:
    """The events to come where somebody has no place yet, or has one and does not come."""
    wants = queries.wants_a_job().with_only_columns(Rsvp.id)
    placed = select(SmallJob.rsvp_id)
    lacks = queries.wants_a_job().with_only_columns(Rsvp.event_id).where(Rsvp.id.not_in(placed))
    gone = select(SmallJob.event_id).where(SmallJob.rsvp_id.not_in(wants))
    coming = select(Event).where(
        Event.starts_at > now, Event.cancelled_at.is_(None), or_(Event.id.in_(lacks), Event.id.in_(gone))
    )
    return list(db.session.scalars(coming.order_by(Event.id)))


def place(event: Event, *, now: datetime) -> int:
    """Free the places of those who don't come, and give whoever has none the earliest that is least taken;
    how many were given or freed. ``event`` is locked."""
    wants = {rsvp.id: rsvp for rsvp in queries.asked_for_a_job(event.id)}
    kept = small_jobs.given(event.id)
    gone = [job for job in kept if job.rsvp_id not in wants]
    for job in gone:
        db.session.delete(job)
    db.session.flush()
    taken = small_jobs.counts(event.id)
    new = [number for number in wants if number not in {job.rsvp_id for job in kept}]
    for rsvp_id in new:
        number = min(range(small_jobs.places(event)), key=lambda one: (taken.get(one, 0), one))
        taken[number] = taken.get(number, 0) + 1
        db.session.add(SmallJob(rsvp_id=rsvp_id, event_id=event.id, number=number, given_at=now))
    db.session.flush()
    return len(gone) + len(new)


def forget(rsvp_ids: Collection[int]) -> None:
    """Take the places of guests away who are forgotten."""
    db.session.execute(
        delete(SmallJob).where(SmallJob.rsvp_id.in_(rsvp_ids)),
        execution_options={"synchronize_session": False},
    )
