"""Events of the sample chapter as rows: published, staffed, and one of them called off."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from chapter import db
from chapter.audit import Entry
from chapter.demo import asking, rows
from chapter.demo.occasions import Occasion
from chapter.events.models import Event, EventStaff
from chapter.people import queries as people
from chapter.settings import queries as settings

LEADS, GREETERS = (
    ("events@chapter.test", "volunteers@chapter.test"),
    ("member@chapter.test", "newcomer@chapter.test"),
)


def save(planned: list[Occasion], *, now: datetime) -> Iterator[tuple[Occasion, Event]]:
    """Save every event with what the log says of it; each with its plan, one after the other."""
    lead = person_id("events@chapter.test")
    ids = rows.add(Event, [_event(one, lead, now) for one in planned])
    made = [(one, number) for one, number in zip(planned, ids, strict=True)]
    rows.add(Entry, [entry for one, number in made for entry in _entries(one, number, lead, now)])
    for one, number in made:
        yield one, db.session.get_one(Event, number)
        db.session.expunge_all()


def person_id(email: str) -> int:
    """The number of the person who signs in with ``email``. LookupError when nobody does."""
    account = people.account_of(email)
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


def _event(one: Occasion, lead: int, now: datetime) -> dict[str, Any]:
    opened = asking.opened(one, moment(one.starts), now)
    program = one.program
    return {
        "slug": one.slug,
        "title": one.title,
        "summary": program.summary,
        "story": program.story,
        "starts_wall": one.starts,
        "ends_wall": one.ends,
        "zone": settings.current().zone,
        "starts_at": moment(one.starts),
        "ends_at": moment(one.ends),
        "place": program.place,
        "address": program.address,
        "online_url": program.online_url,
        "capacity": one.capacity,
        "party_limit": program.party_limit,
        "visibility": program.visibility,
        "published_at": opened if one.published else None,
        "published_by": lead if one.published else None,
        "created_at": opened - timedelta(days=5),
        "created_by": lead,
        "changed_at": opened,
    }


def _entries(one: Occasion, number: int, lead: int, now: datetime) -> list[dict[str, Any]]:
    opened = asking.opened(one, moment(one.starts), now)
    told = [("created", opened - timedelta(days=5))] + ([("published", opened)] if one.published else [])
    return [
        {
            "at": at,
            "actor_kind": "person",
            "actor_person_id": lead,
            "actor_name": "",
            "verb": verb,
            "record_kind": Event.__tablename__,
            "record_id": number,
            "fields": [],
            "why": "",
        }
        for verb, at in told
    ]
