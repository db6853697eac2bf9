"""Reading events: which of them a viewer may see, manage or read; who staffs them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.events.models import GREETER, LEAD, MEMBERS, PUBLIC, Event, EventStaff
from chapter.levels import models
from chapter.membership import entitlements
from chapter.people.models import Person
from chapter.settings.models import Chapter
from chapter.web import visibility_version

NOW = bindparam("now", type_=db.UTCDateTime())
_CHAPTER, _EVENTS = Chapter.__table__.c, Event.__table__.c
STAMP = select(
    *(select(field).scalar_subquery() for field in (_CHAPTER.zone, _CHAPTER.version)),
    visibility_version.CURRENT_VERSION,
    *(
        func.count(_EVENTS.id),
        func.max(_EVENTS.id),
        func.sum(_EVENTS.version),
        func.sum(_EVENTS.bookings_version),
    ),
    *(
        func.count().filter(moment > NOW)
        for moment in (_EVENTS.ends_at, _EVENTS.starts_at, _EVENTS.rsvp_opens_at, _EVENTS.rsvp_closes_at)
    ),
)
"""Built once, like the other statements here: building one takes longer than running it."""


class VisibleEvents:
    """The events that one viewer may see; each method narrows them further."""

    def __init__(self, statement: Select[Event]) -> None:
        self.statement = statement

    def called(self, slug: str) -> Select[Event]:
        """The event with the address ``slug``, if any."""
        return self.statement.where(Event.slug == slug)

    def listed(self) -> Self:
        """Without the unlisted ones."""
        return type(self)(self.statement.where(Event.visibility.in_((PUBLIC, MEMBERS))))

    def coming(self, now: datetime) -> Select[Event]:
        """Those that are not over, the next first."""
        return self.statement.where(Event.ends_at > now).order_by(Event.starts_at, Event.id)

    def past(self, now: datetime) -> Select[Event]:
        """Those that are over, the latest first."""
        return self.statement.where(Event.ends_at <= now).order_by(Event.starts_at.desc(), Event.id.desc())


def visible_to(viewer: Viewer) -> VisibleEvents:
    """The published events that ``viewer`` may see; members-only ones where their level opens them."""
    published = select(Event).where(Event.published_at.is_not(None))
    if viewer.has("events") or entitlements.is_entitled(viewer, models.EVENTS):
        return VisibleEvents(published)
    return VisibleEvents(published.where(Event.visibility != MEMBERS))


def known_to(viewer: Viewer) -> Select[Event]:
    """The events that ``viewer`` may know to exist: visible to them, events that they staff, or, once signed
    in, members-only ones, whose page says what would open them."""
    known: list[ColumnElement[bool]] = [
        Event.id.in_(visible_to(viewer).statement.with_only_columns(Event.id))
    ]
    if viewer.is_authenticated:
        known.append(Event.id.in_(readable_by(viewer).with_only_columns(Event.id)))
        known.append(and_(Event.published_at.is_not(None), Event.visibility == MEMBERS))
    return select(Event).where(or_(*known))


def managed_by(viewer: Viewer) -> Select[Event]:
    """The events that ``viewer`` may manage: all for events leads, otherwise those that they lead."""
    return _staffed_by(viewer, LEAD)


def readable_by(viewer: Viewer) -> Select[Event]:
    """The events whose bookings ``viewer`` may read: those that they manage or greet at."""
    return _staffed_by(viewer, LEAD, GREETER)


def manages_any(viewer: Viewer) -> bool:
    """Whether they manage any event: as events lead, or as lead of one."""
    return viewer.has("events") or _finds_any(managed_by(viewer))


def works_at_any(viewer: Viewer) -> bool:
    """Whether they manage or greet at any event."""
    return viewer.has("events") or _finds_any(readable_by(viewer))


def _staffed_by(viewer: Viewer, *roles: str) -> Select[Event]:
    if viewer.has("events"):
        return select(Event)
    if not viewer.is_authenticated:
        return select(Event).where(false())
    return select(Event).where(
        exists().where(
            EventStaff.event_id == Event.id,
            EventStaff.person_id == viewer.person.id,
            EventStaff.role.in_(roles),
            EventStaff.ended_at.is_(None),
        )
    )


def _finds_any(events: Select[Event]) -> bool:
    return db.first(events.with_only_columns(Event.id)) is not None


def stamp(now: datetime) -> tuple[object, ...]:
    """What every public page about events depends on, in one statement: it differs after any change.

    Versions only grow; the counts of what lies ahead change when a time passes; the day is in
    the chapter's time zone.
    """
    row = db.session.connection().execute(STAMP, {"now": now}).one()
    zone = ZoneInfo(row[0] or "UTC")
    return (now.astimezone(zone).date(), *row)


def staff_of_event(event: Event) -> list[EventStaff]:
    """Who leads and who greets at ``event`` now; leads first."""
    posts = (
        select(EventStaff)
        .join(EventStaff.person)
        .options(joinedload(EventStaff.person))
        .where(EventStaff.event_id == event.id, EventStaff.ended_at.is_(None))
        .order_by(EventStaff.role.desc(), Person.name_key, EventStaff.id)
    )
    return list(db.session.scalars(posts))


def post_of_event(event: Event, post_id: int) -> Select[EventStaff]:
    """The post with this id at ``event``, also one that has ended."""
    return select(EventStaff).where(EventStaff.event_id == event.id, EventStaff.id == post_id)


def leads_of_event(event: Event) -> list[Person]:
    """The people who lead ``event`` now."""
    posts = select(EventStaff.person_id).where(
        EventStaff.event_id == event.id, EventStaff.role == LEAD, EventStaff.ended_at.is_(None)
    )
    return list(db.session.scalars(select(Person).where(Person.id.in_(posts)).order_by(Person.id)))


def leads_by_event(event_ids: Collection[int], *, without: int) -> dict[int, frozenset[int]]:
    """Who leads each of these events, by event id, without the person ``without``."""
    found: dict[int, set[int]] = defaultdict(set)
    release_posts = select(EventStaff.event_id, EventStaff.person_id).where(
        EventStaff.event_id.in_(event_ids), EventStaff.role == LEAD, EventStaff.ended_at.is_(None),
        EventStaff.person_id != without,
    )  # fmt: skip
    for event_id, person_id in db.session.execute(release_posts):
        found[event_id].add(person_id)
    return defaultdict(frozenset, {number: frozenset(some) for number, some in found.items()})
