"""Calendar files (RFC 5545), published: they announce something and ask nobody for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from icalendar import Calendar, Event

NO_SEPARATORS = str.maketrans("", "", "-:")
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
TENTATIVE, CONFIRMED, CANCELLED = "TENTATIVE", "CONFIRMED", "CANCELLED"
"""The status of an entry (RFC 5545, STATUS)."""


@dataclass(frozen=True)
class CalendarEntry:
    """An entry of a calendar. ``uid`` never changes; ``sequence`` grows with each change. ``status`` is
    TENTATIVE while it is not sure, and the title says why; CANCELLED takes it out.

    Times are written in UTC, so that no calendar program needs the zone's rules.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    title: str
    description: str = ""
    place: str = ""
    url: str = ""
    status: str = CONFIRMED


def calendar(dates: Iterable[CalendarEntry], *, name: str = "") -> bytes:
    """One file with all ``dates``; ``name`` is what a subscribed calendar is called."""
    file = Calendar()
    file.add("prodid", "-//Chapter//Events//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    if name:
        file.add("x-wr-calname", name)
        file.add("refresh-interval", timedelta(hours=1), {"VALUE": "DURATION"})
    for date in dates:
        file.add_component(_entry(date))
    return bytes(file.to_ical())


def _entry(date: CalendarEntry) -> Event:
    entry = Event()
    entry.add("uid", date.uid)
    entry.add("sequence", date.sequence)
    entry.add("dtstamp", date.changed_at.astimezone(UTC))
    entry.add("dtstart", date.starts_at.astimezone(UTC))
    entry.add("dtend", date.ends_at.astimezone(UTC))
    entry.add("status", date.status)
    entry.add("summary", date.title)
    for field, value in (("description", date.description), ("location", date.place), ("url", date.url)):
        if value:
            entry.add(field, value)
    return entry


def web_calendars(date: CalendarEntry) -> tuple[tuple[str, str], ...]:
    """Calendars on the web by name, each with the address at which it offers to add ``date``: for whom a file
    is no use.

    Sources: the parameters of Google Calendar's event template and of Outlook's compose page; both take UTC.
    """
    begins, ends = date.starts_at.astimezone(UTC), date.ends_at.astimezone(UTC)
    told = "\n\n".join(filter(None, (date.description, date.url)))
    google = {
        "action": "TEMPLATE", "text": date.title, "dates": "/".join(map(_basic, (begins, ends))),
        "details": told, "location": date.place,
    }  # fmt: skip
    outlook = {
        "rru": "addevent", "subject": date.title, "startdt": begins.isoformat(),
        "enddt": ends.isoformat(), "body": told, "location": date.place,
    }  # fmt: skip
    return (
        ("Google", f"https://calendar.google.com/calendar/render?{urlencode(google, quote_via=quote)}"),
        (
            "Outlook",
            f"https://outlook.live.com/calendar/0/action/compose?{urlencode(outlook, quote_via=quote)}",
        ),
    )


def _basic(moment: datetime) -> str:
    """``20261202T010000Z``: a moment in UTC without separators (ISO 8601, basic format)."""
    return moment.isoformat(timespec="seconds").removesuffix("+00:00").translate(NO_SEPARATORS) + "Z"
