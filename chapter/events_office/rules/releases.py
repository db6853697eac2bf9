"""Giving back what a person has at events ahead: seats, waitlist positions, posts.

Many by one act: the seats are free at once, and waitlists move by the next sweep (``Event.waitlist_due_at``).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import joinedload

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.bookings.models import CANCELLED, Rsvp
from chapter.bookings.rules import endings
from chapter.events import wording as events_wording
from chapter.events.dates import title_and_day
from chapter.events.models import MEMBERS, Event
from chapter.events.queries import leads_by_event
from chapter.mail.models import Mail
from chapter.membership.models.departures import Departure
from chapter.membership.status import WHY_LEFT
from chapter.people.releases import SEAT, Release
from chapter.restrictions import Use

WHY = "Email us if this is a mistake."


def release_seats(
    person_id: int, *, cause: str, members_only: bool, by: Actor, now: datetime
) -> list[Release]:
    """Give back a person's bookings at events ahead, seated or waiting; ``members_only``: only at
    members-only events. Whoever is checked in already stays. ``cause`` is written to ``cancellation_cause``.
    The caller withdraws pending mails about them (`mails_about_released`)."""
    ahead = (
        select(Rsvp)
        .join(Rsvp.event)
        .options(joinedload(Rsvp.event, innerjoin=True))
        .where(
            Rsvp.person_id == person_id, Rsvp.cancelled_at.is_(None), Rsvp.came == 0,
            Event.ends_at > now, Event.cancelled_at.is_(None),
        )
        .order_by(Event.starts_at, Rsvp.id)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if members_only:
        ahead = ahead.where(Event.visibility == MEMBERS)
    _lock_events(ahead.with_only_columns(Rsvp.event_id).order_by(None))
    found = list(db.session.scalars(ahead))
    if not found:
        return []
    before = {one.id: one.status for one in found}
    leads = leads_by_event({one.event_id for one in found}, without=person_id)
    told = [Release(SEAT, _described(one), leads[one.event_id], "events", one.whole) for one in found]
    _give_back(found, cause, now)
    audit.record_each(
        "freed", found, by=by, now=now, why=WHY_LEFT.get(cause, cause),
        before=lambda one: {"status": before[one.id]}, after={"status": CANCELLED},
    )  # fmt: skip
    return told


def mails_about_released(person_id: int, *, cause: str, now: datetime) -> ColumnElement[bool]:
    """The condition for mails about the bookings of a person that were released at ``now`` for ``cause``."""
    mine = Rsvp.person_id == person_id, Rsvp.cancellation_cause == cause, Rsvp.cancelled_at == now
    ended = select(Rsvp.id).where(*mine)
    return and_(Mail.about_kind == Rsvp.__tablename__, Mail.about_id.in_(ended))


def people_stopped(event: Event, person_ids: Collection[int], *, since: datetime) -> dict[int, str]:
    """Those of these people whose bookings at ``event`` are to be released by now, by id, each with the cause
    that `release_seats` would have: death or erasure; for a members-only event, leaving the chapter
    ``since``."""
    found = {number: stop.name for number, stop in restrictions.restrictions_of(person_ids, Use.HELD).items()}
    if event.visibility != MEMBERS:
        return found
    lately = or_(Departure.released_at.is_(None), Departure.released_at >= since)
    left = select(Departure.person_id, Departure.kind).where(
        Departure.person_id.in_(person_ids), Departure.until_on.is_(None), lately
    )
    return {row.person_id: row.kind for row in db.session.execute(left)} | found


def _lock_events(event_ids: Select[int]) -> None:
    """Lock these events, always in the same order."""
    locked = select(Event).where(Event.id.in_(event_ids)).order_by(Event.id).with_for_update(key_share=True)
    db.session.scalars(locked.execution_options(populate_existing=True)).all()


def _give_back(found: list[Rsvp], cause: str, now: datetime) -> None:
    freed = update(Event).where(Event.id.in_({one.event_id for one in found})).values(waitlist_due_at=now)
    db.session.execute(freed)
    endings.end(found, cause=cause, why=WHY, now=now)


def _described(one: Rsvp) -> str:
    if one.going:
        return f"{title_and_day(one.event)}: {events_wording.seats(one.size)}"
    return f"{title_and_day(one.event)}: the place on the waitlist for {events_wording.seats(one.wanted)}"
