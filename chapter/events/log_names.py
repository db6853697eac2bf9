"""What the log says of events and their staff."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from chapter.accounts.viewer import directors, event_leads
from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import ERASED_NAME, LogKind, LogVerbs, Names, RecordName, names_from
from chapter.events.models import VISIBILITIES, WHEN_FREE, Event, EventStaff
from chapter.people.models import Person

READERS = (directors, event_leads)
"""Who reads in the log what concerns events."""


def event_name(title: str, slug: str) -> RecordName:
    """An event, with the office's page about it."""
    return RecordName(title, url_for("events_office.show", slug=slug))


def at_event(name: str, title: str, slug: str) -> RecordName:
    """Somebody at an event, with the office's page about the event."""
    return RecordName(f"{name or ERASED_NAME}, {title}", url_for("events_office.show", slug=slug))


def through_event(model: Any, name: Any) -> Names:
    """Names for the records of ``model`` that belong to an event: the column ``name``, and the event's
    title."""
    rows = select(model.id, name, Event.title, Event.slug)
    return names_from(rows.join(Event, Event.id == model.event_id), at_event)


LOGGED = (
    LogVerbs(
        Person,
        {
            "made a calendar address": "created a calendar link for",
            "ended her calendar address": "turned off the calendar link of",
        },
    ),
    LogKind(
        Event,
        {"wrote down": "added the event", "published": "published"},
        {
            "starts_wall": Field("Starts"), "ends_wall": Field("Ends"), "starts_at": Field("Starts"),
            "ends_at": Field("Ends"), "slug": Field("Page address"), "zone": Field("Time zone"),
            "map_url": Field("Map"), "online_url": Field("Link to join"), "capacity": Field("Seats"),
            "party_limit": Field("Largest party"), "visibility": one_of(VISIBILITIES, "Visible to"),
            "when_free": one_of(WHEN_FREE, "When a seat opens up"),
            "rsvp_opens_wall": Field("Booking opens"), "rsvp_closes_wall": Field("Booking closes"),
            "cancelled": Field("Canceled"),
        },
        history={
            "wrote down": "{who} added the event",
            "published": "{who} published the event",
        },
        label="Events",
        names=names_from(select(Event.id, Event.title, Event.slug), event_name),
        readers=READERS,
    ),
    LogKind(
        EventStaff,
        {"granted post": "assigned an event role to", "ended post": "ended an event role of"},
        history={
            "granted post": "{who} assigned a role: {post}",
            "ended post": "{who} ended a role: {post}",
        },
        label="Event staff",
        untold="the event shows who works there, and who did",
        names=names_from(
            select(EventStaff.id, Person.name, Event.title, Event.slug)
            .join(EventStaff.person)
            .join(EventStaff.event),
            at_event,
        ),
        readers=READERS,
    ),
)  # fmt: skip
