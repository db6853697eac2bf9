"""Who leads one event, and who greets at it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import audit, db, restrictions
from chapter.accounts import queries
from chapter.audit import Actor
from chapter.events import emails as events_emails
from chapter.events import queries as events_queries
from chapter.events.dates import title_and_day
from chapter.events.models import POSTS, Event, EventStaff
from chapter.events.queries import leads_by_event
from chapter.mail import rules as mail
from chapter.people import queries as people
from chapter.people.models import Person
from chapter.people.releases import POST, Release
from chapter.personal_data.declarations import Erasure
from chapter.refusal import Refused
from chapter.restrictions import Use

NOT_YET = "Nobody signs in with this email or name yet. The managing director can invite them under People."


def grant_post(event: Event, person: Person, *, post: str, by: Actor, now: datetime) -> EventStaff:
    """Make ``person`` lead or greeter of ``event``, which is locked.

    Raises Refused when they can't sign in, or hold that post already.
    """
    account = queries.account_of(person)
    if account is None or account.disabled_at is not None:
        raise Refused(NOT_YET, "email")
    gone = restrictions.reasons_against([person.id], Use.ASK)
    if gone:
        raise Refused(f"{person.name} {gone[person.id]}. Choose someone else.", "email")
    held = select(EventStaff).where(
        EventStaff.event_id == event.id,
        EventStaff.person_id == person.id,
        EventStaff.role == post,
        EventStaff.ended_at.is_(None),
    )
    if db.first(held) is not None:
        raise Refused(f"{person.first_name} is already listed as {POSTS[post].lower()}.", "email")
    given = EventStaff(event=event, person=person, role=post, granted_at=now, granted_by=by.person_id)
    db.session.add(given)
    audit.record("granted post", given, by=by, now=now, after={"post": POSTS[post]})
    return given


def end_post(given: EventStaff, *, by: Actor, now: datetime) -> None:
    """End a post; it takes effect at the next request. Done once."""
    if given.ended_at is not None:
        return
    given.ended_at = now
    audit.record("ended post", given, by=by, now=now, before={"post": POSTS[given.role]})


def erase(ids: Sequence[int], erasure: Erasure) -> None:
    """End these posts of somebody who is erased. For events ahead, their leads, or else the events leads, are
    mailed that somebody is needed."""
    own, now = select(EventStaff).where(EventStaff.id.in_(ids), EventStaff.ended_at.is_(None)), erasure.now
    for given in db.session.scalars(own.options(joinedload(EventStaff.event)).order_by(EventStaff.id)).all():
        end_post(given, by=erasure.by, now=now)
        db.session.flush()
        if given.event.ends_at > now and given.event.cancelled_at is None:
            _notify_of_free_post(given, now)


def _notify_of_free_post(given: EventStaff, now: datetime) -> None:
    leads = events_queries.leads_of_event(given.event) or db.session.scalars(people.holders("events")).all()
    for lead in leads or db.session.scalars(people.holders("director")).all():
        if lead.email and lead.id != given.person_id:
            letter = events_emails.post_free(given.event, POSTS[given.role], lead)
            mail.queue(letter, to=(lead.name, lead.email), person_id=lead.id, now=now)


def resume_post(given: EventStaff, *, by: Actor, now: datetime) -> None:
    """Undo: give back a post that was ended."""
    if given.ended_at is None:
        return
    given.ended_at = None
    audit.record("granted post", given, by=by, now=now, after={"post": POSTS[given.role]})


def release_posts(person_id: int, *, by: Actor, now: datetime) -> list[Release]:
    """End a person's posts, lead or greeter, at events ahead."""
    own = (
        select(EventStaff)
        .join(EventStaff.event)
        .options(joinedload(EventStaff.event, innerjoin=True))
        .where(EventStaff.person_id == person_id, EventStaff.ended_at.is_(None), Event.ends_at > now)
        .order_by(Event.starts_at, EventStaff.id)
    )
    found = list(db.session.scalars(own))
    if not found:
        return []
    leads = leads_by_event({one.event_id for one in found}, without=person_id)
    for one in found:
        one.ended_at = now
    audit.record_each(
        "ended post", found, by=by, now=now, before=lambda one: {"post": POSTS[one.role]}, after={}
    )
    return [
        Release(POST, f"{POSTS[one.role]}: {title_and_day(one.event)}", leads[one.event_id], "events")
        for one in found
    ]
