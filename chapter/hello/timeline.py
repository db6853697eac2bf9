"""What a person's timeline tells of whom they were asked to meet, and of who met them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from chapter.bookings.models import Rsvp
from chapter.checkin.timeline import EVENTS
from chapter.events import queries as events
from chapter.events.models import Event
from chapter.hello.models.companions import BUDDY, Companion
from chapter.people.timeline_sources import TimelineEntry, TimelineQuery, TimelineSource
from chapter.pronouns import them


def _companions(asked: TimelineQuery) -> Iterator[TimelineEntry]:
    meets = _accepted(asked, Companion.person_id == asked.person.id)
    for one in asked.latest(meets, Companion.accepted_at):
        how = "as a buddy" if one.kind == BUDDY else "at the door"
        yield TimelineEntry(one.accepted_at, f"Agreed to meet {one.guest.name} {how}: {one.event.title}")
    met = _accepted(asked, Rsvp.person_id == asked.person.id)
    for one in asked.latest(met, Companion.accepted_at):
        yield TimelineEntry(
            one.accepted_at,
            f"{one.person.name} agreed to meet {them(asked.person.pronouns)}: {one.event.title}",
        )


def _accepted(asked: TimelineQuery, which: ColumnElement[bool]) -> Select[Any]:
    """Companions who have accepted, of events that the viewer manages: others read of none."""
    hers = events.managed_by(asked.viewer).with_only_columns(Event.id).order_by(None)
    found = select(Companion).join(Companion.guest).where(which, Companion.event_id.in_(hers))
    with_names = (joinedload(Companion.guest), joinedload(Companion.person), joinedload(Companion.event))
    return found.options(*with_names).where(Companion.accepted_at.is_not(None), Companion.ended_at.is_(None))


SOURCES = (TimelineSource(EVENTS, _companions, "hello_office.companions_page", (Companion,)),)
