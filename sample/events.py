"""Events of the sample chapter: present ones through the rules of the office, old ones as rows."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from chapter import db
from chapter.accounts import queries
from chapter.audit import Actor, Entry
from chapter.events.models import Event, EventStaff
from chapter.events.rules import lifecycle
from chapter.events.rules.lifecycle import EventDetails
from chapter.settings import queries as settings
from sample import bulk_insert, rsvp_requests
from sample.event_calendar import Occasion

WRITTEN_BEFORE = timedelta(days=5)
LEADS = ("events@chapter.test", "volunteers@chapter.test")
GREETERS = ("member@chapter.test", "newcomer@chapter.test")


def save(planned: list[Occasion], *, now: datetime) -> Iterator[tuple[Occasion, Event]]:
    """Save every event with its audit entries; yields each with its plan."""
    lead = Actor("person", person_id("events@chapter.test"))
    old, live = [one for one in planned if not one.live], [one for one in planned if one.live]
    numbers = bulk_insert.add(Event, [_row(one, lead, now) for one in old])
    told = [entry for one, number in zip(old, numbers, strict=True) for entry in _log(one, number, lead, now)]
    bulk_insert.add(Entry, told)
    numbers += [_written(one, lead, now) for one in live]
    for one, number in zip(old + live, numbers, strict=True):
        yield one, db.session.get_one(Event, number)


def person_id(email: str) -> int:
    """The id of the person who signs in with ``email``. LookupError when nobody does."""
    account = queries.account_by_email(email)
    if account is None:
        raise LookupError(email)
    return account.person_id


def staff(event: Event, chance: random.Random, *, now: datetime) -> None:
    """Give an event its lead and its greeters."""
    helpers = [("lead", chance.choice(LEADS)), *(("greeter", email) for email in GREETERS)]
    for role, email in helpers:
        db.session.add(
            EventStaff(event=event, person_id=person_id(email), role=role, granted_at=now - timedelta(days=3))
        )


def moment(wall: datetime) -> datetime:
    """The moment of a wall-clock time in the chapter's zone."""
    return wall.replace(tzinfo=settings.current().zone_info)


def _written(one: Occasion, lead: Actor, now: datetime) -> int:
    """Create the event and publish it, as the events lead does; returns its id."""
    opened = rsvp_requests.opened(moment(one.starts), now)
    details = EventDetails(
        title=one.title,
        slug=one.slug,
        starts_wall=one.starts,
        ends_wall=one.ends,
        zone=settings.current().zone,
        capacity=one.capacity,
        **_words(one),
    )
    with db.writing():
        event = lifecycle.create(details, by=lead, now=opened - WRITTEN_BEFORE)
        if one.published:
            lifecycle.publish(event, by=lead, now=opened)
    return event.id


def _words(one: Occasion) -> dict[str, Any]:
    program = one.program
    names = ("summary", "story", "place", "address", "online_url", "party_limit", "visibility", "when_free")
    return {name: getattr(program, name) for name in names}


def _row(one: Occasion, lead: Actor, now: datetime) -> dict[str, Any]:
    opened = rsvp_requests.opened(moment(one.starts), now)
    return {
        "slug": one.slug,
        "title": one.title,
        "starts_wall": one.starts,
        "ends_wall": one.ends,
        "zone": settings.current().zone,
        "starts_at": moment(one.starts),
        "ends_at": moment(one.ends),
        "capacity": one.capacity,
        "published_at": opened,
        "published_by": lead.person_id,
        "created_at": opened - WRITTEN_BEFORE,
        "created_by": lead.person_id,
        "changed_at": opened,
        "version": 2,
        **_words(one),
    }


def _log(one: Occasion, number: int, lead: Actor, now: datetime) -> list[dict[str, Any]]:
    opened = rsvp_requests.opened(moment(one.starts), now)
    return [
        bulk_insert.entry("wrote down", Event, number, by=lead, at=opened - WRITTEN_BEFORE),
        bulk_insert.entry("published", Event, number, by=lead, at=opened, fields=["published"]),
    ]
