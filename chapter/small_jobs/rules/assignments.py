"""Assigning small jobs their slots at the badge desk, as guests come and go."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.claims.slots import spread
from chapter.events.models import Event
from chapter.events.undo_window import SETTLED, is_settled
from chapter.mail import rules as mail
from chapter.small_jobs import emails as small_jobs_emails
from chapter.small_jobs import models
from chapter.small_jobs import queries as small_jobs_queries
from chapter.small_jobs.models import SmallJob
from chapter.web.endings import Ended


def events_due(now: datetime) -> list[Event]:
    """The events to come where a guest has no slot yet, has one and does not come, or has one that a move
    left in the past or beyond the end; without events whose move or cancellation may still be undone."""
    wants = small_jobs_queries.bookings_wanting_job().with_only_columns(Rsvp.id)
    placed = select(SmallJob.rsvp_id)
    outside = small_jobs_queries.bookings_wanting_job().with_only_columns(Rsvp.event_id).where(Rsvp.came == 0)
    lacks = outside.where(Rsvp.id.not_in(placed))
    gone = select(SmallJob.event_id).where(SmallJob.rsvp_id.not_in(wants))
    moved = select(SmallJob.event_id).join(Event).where(Event.moved_at >= SmallJob.given_at)
    coming = select(Event).where(
        Event.ends_at > now, Event.published_at.is_not(None), Event.cancelled_at.is_(None), SETTLED,
        or_(Event.id.in_(lacks), Event.id.in_(gone), Event.id.in_(moved)),
    )  # fmt: skip
    return [event for event in db.session.scalars(coming.order_by(Event.id)) if _to_do(event, now)]


def assign(event: Event, *, now: datetime) -> int:
    """Free the slots of those who don't come, and those that a move left in the past or beyond the end; give
    each guest without one who is not checked in the earliest of the least taken slots to come. Guests whose
    slot was freed are notified. Return how many were given or freed. ``event`` is locked."""
    if event.cancelled_at is not None or not is_settled(event):
        return 0
    gone, new = _changes(event, now)
    for job in gone:
        db.session.delete(job)
    db.session.flush()
    taken, ahead = small_jobs_queries.taken_by_slot(event.id), models.slots_ahead(event, now)
    for rsvp_id, number in zip(new, spread(len(new), ahead, taken), strict=True):
        db.session.add(SmallJob(rsvp_id=rsvp_id, event_id=event.id, number=number, given_at=now))
    db.session.flush()
    _tell(gone, now)
    return len(gone) + len(new)


def _to_do(event: Event, now: datetime) -> bool:
    return any(_changes(event, now))


def _tell(gone: Sequence[SmallJob], now: datetime) -> None:
    """Notify guests who lost their slot and still want a small job which slot they have now, or that it is
    none."""
    theirs = small_jobs_queries.bookings_wanting_job().where(
        Rsvp.id.in_([job.rsvp_id for job in gone]), Rsvp.email != ""
    )
    for rsvp in db.session.scalars(theirs.order_by(Rsvp.id)):
        letter = small_jobs_emails.small_job(rsvp, small_jobs_queries.job_of(rsvp))
        mail.queue(letter, to=(rsvp.name, rsvp.email), now=now, person_id=rsvp.person_id)


def _changes(event: Event, now: datetime) -> tuple[list[SmallJob], list[int]]:
    """The slots to free, and the bookings to give one; no bookings when all slots have begun."""
    wants = {rsvp.id: rsvp for rsvp in small_jobs_queries.bookings_wanting_job_at(event.id)}
    kept = small_jobs_queries.jobs_of_event(event.id)
    gone = [job for job in kept if job.rsvp_id not in wants or (job.stale and not job.rsvp.came)]
    placed = {job.rsvp_id for job in kept if job not in gone}
    new = [one.id for one in wants.values() if one.id not in placed and not one.came]
    return gone, new if models.slots_ahead(event, now) else []


def follow_end(ended: Ended) -> None:
    """Free the slots of guests whose bookings ended, unless those may come back as they were."""
    if not ended.restorable:
        erase_of_bookings(ended.ids)


def erase_of_bookings(rsvp_ids: Collection[int]) -> None:
    """Delete the slots of these bookings."""
    db.session.execute(
        delete(SmallJob).where(SmallJob.rsvp_id.in_(rsvp_ids)),
        execution_options={"synchronize_session": False},
    )
