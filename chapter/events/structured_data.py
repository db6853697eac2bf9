"""An event as calendars and search engines read it."""

import re
from typing import Any

from chapter.documents.calendar import CANCELLED, CONFIRMED, CalendarEntry, web_calendars
from chapter.events.models import Event
from chapter.events.occupancy import Occupancy
from chapter.security import signed_links
from chapter.settings.models import Chapter
from chapter.web.filters import date_and_hours

SCHEMA = "https://schema.org"
US_ADDRESS = re.compile(
    r"(?P<streetAddress>.+),\s*(?P<addressLocality>[^,\d]+),\s*(?P<addressRegion>[A-Z]{2})"
    r"(?:\s+(?P<postalCode>\d{5}(?:-\d{4})?))?(?:,\s*(?:USA|United States))?"
)
"""Street, city, state and ZIP code (United States Postal Service, Publication 28, section 2)."""


def public_url(event: Event) -> str:
    """The absolute public address of its page; the outbox uses it too, where there is no request."""
    return signed_links.absolute_url(f"/events/{event.slug}")


def calendar_entry(event: Event) -> CalendarEntry:
    """The event as a calendar entry for everybody: without the online link, which only those who come may
    see."""
    return make_entry(event, event.summary, where_text(event))


def in_web_calendars(event: Event) -> tuple[tuple[str, str], ...]:
    """Names and addresses of calendars on the web that offer to add the event, as everybody may see it."""
    return web_calendars(calendar_entry(event))


def make_entry(event: Event, description: str, place: str) -> CalendarEntry:
    return CalendarEntry(
        uid=event.uid,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        changed_at=event.changed_at,
        title=event.title,
        description=description,
        place=place,
        url=public_url(event),
        status=CANCELLED if event.cancelled_at else CONFIRMED,
    )


def where_text(event: Event) -> str:
    where = ", ".join(filter(None, (event.place, event.address)))
    return where or ("Online" if event.online else "")


def linked_data(event: Event, seating: Occupancy, chapter: Chapter) -> dict[str, Any]:
    """The event as schema.org describes it (Event), for search engines.

    Seats are included only where there is a limit; the online link is not.
    """
    zone = event.zone_info
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": public_url(event),
        "image": [f"{public_url(event)}/card.png"],
        "startDate": event.starts_at.astimezone(zone).isoformat(),
        "endDate": event.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"{SCHEMA}/Event{'Cancelled' if event.cancelled_at else 'Scheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/{_attendance(event)}EventAttendanceMode",
        "location": _locations(event),
        "organizer": {"@type": "NGO", "name": chapter.name, "url": signed_links.absolute_url("/")},
        "isAccessibleForFree": True,
        "offers": _offer(event, seating),
    }
    if seating.capacity is not None:
        data["maximumAttendeeCapacity"] = seating.capacity
        data["remainingAttendeeCapacity"] = seating.free
    return data


def _offer(event: Event, seating: Occupancy) -> dict[str, Any]:
    """What a seat costs, and whether one is to be had; on the waitlist counts as sold out."""
    offer = {
        "@type": "Offer",
        "url": public_url(event),
        "price": "0",
        "priceCurrency": "USD",
        "availability": f"{SCHEMA}/{'SoldOut' if seating.full else 'InStock'}",
    }
    if event.published_at is not None:
        offer["validFrom"] = event.published_at.astimezone(event.zone_info).isoformat()
    return offer


def postal_address(written: str) -> dict[str, str]:
    """An address as schema.org has it (PostalAddress), as far as its parts are known: what is not written as
    in the United States stays whole."""
    words = " ".join(written.split())
    found = US_ADDRESS.fullmatch(words)
    parts = {name: part for name, part in found.groupdict().items() if part} if found else {}
    country = {"addressCountry": "US"} if parts else {}
    return {"@type": "PostalAddress", **(parts or {"streetAddress": words}), **country}


def _attendance(event: Event) -> str:
    if not event.online:
        return "Offline"
    return "Mixed" if event.place else "Online"


def _locations(event: Event) -> dict[str, Any] | list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if event.place or not event.online:
        where = event.address or event.place
        place: dict[str, Any] = {"@type": "Place", "name": event.place or where}
        found.append(place | ({"address": postal_address(where)} if where else {}))
    if event.online:
        found.append({"@type": "VirtualLocation", "url": public_url(event)})
    return found[0] if len(found) == 1 else found


def when_and_where(event: Event) -> str:
    """Its time and place in one line, for mails that announce a change."""
    return ", ".join(filter(None, (date_and_hours(event), event.place, event.address)))
