"""What an event is to a calendar and to a search engine."""

from dataclasses import replace
from typing import Any

from chapter.documents.calendar import CANCELLED, CONFIRMED, TENTATIVE, CalendarEntry
from chapter.events import words
from chapter.events.models import Event, Rsvp
from chapter.events.seating import Seating
from chapter.security import signed_links
from chapter.settings.models import Chapter

SCHEMA = "https://schema.org"


def address_of(event: Event) -> str:
    """The public address of its page, whole; the outbox asks for it too, where there is no request."""
    return signed_links.absolute_url(f"/events/{event.slug}")


def date_of(event: Event) -> CalendarEntry:
    """The event in anybody's calendar: without the link that only those who come may see."""
    return _date(event, event.summary, _where(event))


def date_of_booking(rsvp: Rsvp) -> CalendarEntry:
    """The event in her own calendar: tentative while she only waits, with the online link once she has her
    seats, cancelled when she gave them back.

    One UID for all her bookings of it. The SEQUENCE grows with every change of the event and of its
    bookings, so that what is told later always counts (RFC 5545, 3.8.7.4), also when she books once more.
    """
    event = rsvp.event
    date = date_of(event)
    if event.online and rsvp.going:
        note = "\n\n".join(filter(None, (event.summary, f"Join here: {event.online_url}")))
        date = _date(event, note, _where(event) if event.place else event.online_url)
    stamps = (event.changed_at, rsvp.seated_at or rsvp.created_at, rsvp.cancelled_at)
    return replace(
        date,
        title=words.in_calendar(rsvp),
        sequence=event.sequence + event.seating,
        status=_status(rsvp) if date.status == CONFIRMED else date.status,
        changed_at=max(filter(None, stamps)),
    )


def _status(rsvp: Rsvp) -> str:
    if rsvp.cancelled_at is not None:
        return CANCELLED
    return CONFIRMED if rsvp.going else TENTATIVE


def _date(event: Event, description: str, place: str) -> CalendarEntry:
    return CalendarEntry(
        uid=event.uid,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        changed_at=event.changed_at,
        title=event.title,
        description=description,
        place=place,
        url=address_of(event),
        status=CANCELLED if event.cancelled_at else CONFIRMED,
    )


def _where(event: Event) -> str:
    where = ", ".join(filter(None, (event.place, event.address)))
    return where or ("Online" if event.online else "")


def linked_data(event: Event, seating: Seating, chapter: Chapter) -> dict[str, Any]:
    """The event as schema.org says it (Event), for search engines.

    Seats are in it only where there is a limit. The online link stays with those who come.
    """
    zone = event.zone_info
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": address_of(event),
        "startDate": event.starts_at.astimezone(zone).isoformat(),
        "endDate": event.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"{SCHEMA}/Event{'Cancelled' if event.cancelled_at else 'Scheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/{_attendance(event)}EventAttendanceMode",
        "location": _locations(event),
        "organizer": {"@type": "NGO", "name": chapter.name, "url": signed_links.absolute_url("/")},
        "isAccessibleForFree": True,
    }
    if seating.capacity is not None:
        data["maximumAttendeeCapacity"] = seating.capacity
        data["remainingAttendeeCapacity"] = seating.free
    return data


def _attendance(event: Event) -> str:
    if not event.online:
        return "Offline"
    return "Mixed" if event.place else "Online"


def _locations(event: Event) -> dict[str, Any] | list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if event.place or not event.online:
        found.append({"@type": "Place", "name": event.place, "address": event.address})
    if event.online:
        found.append({"@type": "VirtualLocation", "url": address_of(event)})
    return found[0] if len(found) == 1 else found
