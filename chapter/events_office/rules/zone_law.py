"""When the law of a time zone changes: an event keeps the time on the invitation, and its moment in UTC
moves."""

from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.web import wall_clock

RULE = Actor("rule", name="zone law")
ZONE_LAW = "events.zone_law"
"""The kind of the broadcast, and of its mails."""


def events_moved_by_law(*, now: datetime) -> list[Event]:
    """Events to come whose moments differ by the zone's law as this machine knows it now."""
    coming = select(Event).where(Event.ends_at > now, Event.cancelled_at.is_(None))
    return [
        event for event in db.session.scalars(coming) if _moments(event) != (event.starts_at, event.ends_at)
    ]


def follow_zone_law(event: Event, *, now: datetime) -> int:
    """Recompute the moments of ``event``, which is locked, from its local time; how many parties will be
    notified.

    Their calendars hold the old moment, so each gets a file with the next SEQUENCE.
    """
    moments = _moments(event)
    if moments == (event.starts_at, event.ends_at):
        return 0
    before = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    event.starts_at, event.ends_at = moments
    event.sequence += 1
    event.changed_at = now
    after = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    why = f"The time zone rules have changed in {event.zone}."
    audit.record("moved by law", event, by=RULE, now=now, before=before, after=after, why=why)
    if event.draft:
        return 0
    return kinds.count_recipients(holds.send(ZONE_LAW, event, key=str(event.sequence), by=RULE, now=now))


def _moments(event: Event) -> tuple[datetime, datetime]:
    """The moments of the local times by law; when the law skips the beginning, the whole event is that much
    later."""
    begins, ends = wall_clock.resolve_span(event.starts_wall, event.ends_wall, event.zone_info)
    return begins[1], ends[1]
