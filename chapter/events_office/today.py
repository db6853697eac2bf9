"""Events that are over their limit or still drafts, and the next ones."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.bookings import queries as bookings
from chapter.events import queries as events
from chapter.events.models import Event
from chapter.events.occupancy import Occupancy
from chapter.events_office import queries, wording
from chapter.today_sources import (
    ComingItem,
    ComingSource,
    Link,
    NothingComing,
    WaitingItem,
    WaitingSource,
)
from chapter.web.access import may_open
from chapter.web.filters import date_and_hours, with_period

EVENTS_SHOWN = 6
SOON = timedelta(days=14)
"""A draft that begins within this time is listed, for somebody to publish it."""


def _coming(viewer: Viewer, now: datetime) -> list[tuple[Event, Occupancy]]:
    """The next events that the viewer sees, with their seats; read once for a page."""
    if "coming events" not in viewer.known:
        found = list(db.session.scalars(queries.events_seen_by(viewer, "coming", now).limit(EVENTS_SHOWN)))
        seats = bookings.occupancy_by_event(found)
        viewer.known["coming events"] = [(event, seats[event.id]) for event in found]
    return list(viewer.known["coming events"])


def _over(viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    for event, seats in _coming(viewer, now):
        if seats.over:
            yield WaitingItem(
                f"{event.title} is over capacity by {seats.over:,}",
                f"{seats.taken:,} people have seats, and there are {event.capacity or 0:,}. "
                "Nobody moves up until there is room.",
                Link(url_for("events_office.show", slug=event.slug), "View event"),
            )


def _drafts(viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    soon = Event.starts_at > now, Event.starts_at < now + SOON, Event.cancelled_at.is_(None)
    drafts = queries.events_seen_by(viewer, "drafts", now).where(*soon)
    for event in db.session.scalars(drafts.limit(EVENTS_SHOWN)):
        yield WaitingItem(
            f"{event.title} is still a draft",
            f"It starts on {with_period(date_and_hours(event))} Nobody outside the office sees it.",
            Link(url_for("events_office.show", slug=event.slug), "Review and publish"),
        )


def _next(viewer: Viewer, now: datetime) -> Iterator[ComingItem]:
    coming = _coming(viewer, now)
    managed = events.managed_by(viewer).where(Event.id.in_([event.id for event, _ in coming]))
    hers = {event.id for event in db.session.scalars(managed)}
    for event, seats in coming:
        write = Link(
            url_for("events_office.message", slug=event.slug), "Email them",
            f"Email the guests of {event.title}", "send",
        )  # fmt: skip
        yield ComingItem(
            event.starts_at,
            event.title,
            url_for("events_office.show", slug=event.slug),
            date_and_hours(event),
            wording.taken(seats),
            wording.state(event, seats, now),
            write if event.id in hers and not event.cancelled_at else None,
        )


def _none_coming() -> NothingComing:
    if not may_open("events_office.new"):
        return NothingComing(
            "No upcoming events", "The next events will be listed here, with their seats and waitlists."
        )
    link = Link(url_for("events_office.new"), "New event")
    words = "A title, a time and a place are enough to start."
    return NothingComing("No upcoming events", words, link)


SOURCES = (
    WaitingSource(_over, "events_office.index", 90),
    WaitingSource(_drafts, "events_office.index", 91),
    ComingSource(_next, _none_coming, "events_office.index", 10),
)
