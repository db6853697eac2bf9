"""The life of an event until somebody has booked: created, changed, published."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chapter import audit, db
from chapter.audit import Actor
from chapter.events.models import AT_ONCE, PUBLIC, Event
from chapter.events.rules import slugs
from chapter.refusal import Refused
from chapter.web.wall_clock import to_utc, wall_time_or_none

INVITED_TO = ("starts_at", "ends_at", "place", "address", "online_url")
"""The columns that people plan by: they are notified when one changes."""

IN_CALENDARS = (*INVITED_TO, "title")


@dataclass(frozen=True)
class EventDetails:
    """What the office enters about an event. Walls are times in the venue's time zone.

    ``slug`` empty: made from the title. ``capacity`` None: without limit.
    """

    title: str
    starts_wall: datetime
    ends_wall: datetime
    zone: str
    slug: str = ""
    summary: str = ""
    story: str = ""
    place: str = ""
    address: str = ""
    map_url: str = ""
    online_url: str = ""
    capacity: int | None = None
    party_limit: int = 6
    when_free: str = AT_ONCE
    visibility: str = PUBLIC
    rsvp_opens_wall: datetime | None = None
    rsvp_closes_wall: datetime | None = None


def create(details: EventDetails, *, by: Actor, now: datetime) -> Event:
    """Create a draft, which nobody outside the office sees. Raises Refused for impossible times."""
    event = Event(
        slug=slugs.free_slug(details.title),
        zone=details.zone,
        created_at=now,
        created_by=by.person_id,
        changed_at=now,
    )
    _set_details(event, details)
    if details.slug:
        slugs.change_slug(event, details.slug)
    db.session.add(event)
    audit.record("wrote down", event, by=by, now=now, after=asdict(details_of(event)))
    return event


def apply_details(event: Event, details: EventDetails, *, now: datetime) -> set[str]:
    """Set ``event``, which is locked, to ``details``; returns which of the columns that calendars show have
    changed.

    Raises Refused for impossible times, or an address that is taken.
    """
    old = calendar_facts(event)
    _set_details(event, details)
    mark_changed(event, now)
    changed = {name for name, value in calendar_facts(event).items() if old[name] != value}
    event.sequence += bool(changed)
    with db.session.no_autoflush:
        slugs.change_slug(event, details.slug or slugs.free_slug(details.title, event.id))
    return changed


def newly_in_the_past(details: EventDetails, event: Event | None, *, now: datetime) -> bool:
    """Whether ``details`` newly make it begin in the past, unlike ``event`` as it is: seldom intended."""
    if event is not None and (event.starts_wall, event.zone) == (details.starts_wall, details.zone):
        return False
    return details.starts_wall.replace(tzinfo=ZoneInfo(details.zone)) <= now


def publish(event: Event, *, by: Actor, now: datetime) -> None:
    """Publish ``event``, which is locked. Done once.

    Raises Refused when it is over or cancelled, or has no place.
    """
    if not event.draft:
        return
    if event.cancelled_at is not None:
        raise Refused("This event was canceled.")
    if now >= event.ends_at:
        raise Refused("This event is already over. Choose a later date, then publish it.", "starts_wall")
    if not (event.place or event.online):
        raise Refused("Enter a place or a link, then publish it.", "place")
    event.published_at, event.published_by = now, by.person_id
    mark_changed(event, now)
    audit.record("published", event, by=by, now=now, before={"published": False}, after={"published": True})


def details_of(event: Event) -> EventDetails:
    """The details of ``event`` as saved."""
    zone = event.zone_info
    kept = {
        field.name: getattr(event, field.name) for field in fields(EventDetails) if hasattr(Event, field.name)
    }
    return EventDetails(
        **kept,
        rsvp_opens_wall=wall_time_or_none(event.rsvp_opens_at, zone),
        rsvp_closes_wall=wall_time_or_none(event.rsvp_closes_at, zone),
    )


def _set_details(event: Event, details: EventDetails) -> None:
    for name, value in asdict(details).items():
        if name not in {"slug", "rsvp_opens_wall", "rsvp_closes_wall"}:
            setattr(event, name, value)
    zone = ZoneInfo(details.zone)
    event.starts_at = to_utc(details.starts_wall, zone, "starts_wall")
    event.ends_at = to_utc(details.ends_wall, zone, "ends_wall")
    event.rsvp_opens_at = _moment_or_none(details.rsvp_opens_wall, zone, "rsvp_opens_wall")
    event.rsvp_closes_at = _moment_or_none(details.rsvp_closes_wall, zone, "rsvp_closes_wall")
    _check_order(event)


def _moment_or_none(at: datetime | None, zone: ZoneInfo, field: str) -> datetime | None:
    return None if at is None else to_utc(at, zone, field)


def _check_order(event: Event) -> None:
    if event.ends_at <= event.starts_at:
        raise Refused("Choose an end after the start.", "ends_wall")
    if event.rsvp_opens_at is not None and event.rsvp_opens_at >= event.ends_at:
        raise Refused("Choose a time before the event ends.", "rsvp_opens_wall")
    if event.rsvp_closes_at is not None and event.rsvp_closes_at > event.ends_at:
        raise Refused("Choose a time no later than the end of the event.", "rsvp_closes_wall")
    if None not in {event.rsvp_opens_at, event.rsvp_closes_at} and (
        event.rsvp_closes_at <= event.rsvp_opens_at  # type: ignore[operator]  # neither is None here
    ):
        raise Refused("Choose a time after booking opens.", "rsvp_closes_wall")


def calendar_facts(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in IN_CALENDARS}


def mark_changed(event: Event, now: datetime) -> None:
    """Raise the version of ``event``, for whoever caches pages of it, whatever else of it changed."""
    db.raise_version(event)
    event.changed_at = now
