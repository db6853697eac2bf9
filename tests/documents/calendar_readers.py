"""Dates of five zones around both changes of the clock, and how programs of others read our files."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import vobject
from icalendar import Calendar
from playwright.sync_api import Browser

from chapter.documents.calendar import CANCELLED, CONFIRMED, TENTATIVE, CalendarEntry
from chapter.refusal import Refused
from chapter.web.wall_clock import to_utc

ICAL_JS = Path(__file__).resolve().parents[1] / "vendor" / "ical.js" / "ical.js"
ZONES = ("America/Chicago", "America/Phoenix", "Europe/Warsaw", "Australia/Lord_Howe", "Asia/Kathmandu")
"""As at home; without summer time; another law; clocks that change by half an hour; a quarter of an hour."""

USUAL_EDGES = (date(2027, 3, 14), date(2027, 11, 7))
EACH = 20
"""Dates around each of the two changes of a zone: 200 in all."""

ODD_WORDS = (
    "Soup, bread; and \\ a long table\nfor all",
    "ßæłœ 漢字 🧵 אבג" * 6,
    "BEGIN:VALARM",
    "x\r\nATTENDEE:mailto:evil@example.test",
    "\\n \\, \\; ^n",
)


class Read(NamedTuple):
    """What a program has read of one date; moments in UTC."""

    uid: str
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str


Reader = Callable[[bytes], list[Read]]


def truth(date: CalendarEntry) -> Read:
    """What every program should read. A file knows no other line break than ``\\n`` (RFC 5545, 3.3.11)."""
    return Read(
        date.uid,
        date.sequence,
        date.status,
        date.starts_at.astimezone(UTC),
        date.ends_at.astimezone(UTC),
        date.title.replace("\r\n", "\n"),
        date.place,
    )


def two_hundred_dates() -> list[tuple[datetime, str, CalendarEntry]]:
    """Each with what the clock on its wall says, and its zone. Times that are skipped can't be chosen."""
    found: list[tuple[datetime, str, CalendarEntry]] = []
    for zone in ZONES:
        for edge in _edges(ZoneInfo(zone)):
            for wall in _possible(edge, ZoneInfo(zone)):
                found.append((wall, zone, _date(len(found), wall, ZoneInfo(zone))))
    return found


def by_icalendar(data: bytes) -> list[Read]:
    """As icalendar reads it."""
    return [
        Read(
            str(entry["UID"]),
            int(str(entry["SEQUENCE"])),
            str(entry["STATUS"]),
            entry.decoded("DTSTART"),
            entry.decoded("DTEND"),
            str(entry["SUMMARY"]),
            str(entry["LOCATION"]),
        )
        for entry in Calendar.from_ical(data).walk("VEVENT")
    ]


def by_vobject(data: bytes) -> list[Read]:
    """As vobject reads it."""
    return [
        Read(
            entry.uid.value,
            int(entry.sequence.value),
            entry.status.value,
            entry.dtstart.value,
            entry.dtend.value,
            entry.summary.value,
            entry.location.value,
        )
        for entry in vobject.readOne(data.decode()).vevent_list
    ]


def by_ical_js(chromium: Browser) -> Reader:
    """As ical.js reads it, in a window whose own clock hangs elsewhere."""
    page = chromium.new_context(timezone_id="Asia/Tokyo").new_page()
    page.evaluate(
        """async source => {
            const module = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
            window.ICAL = (await import(module)).default;
        }""",
        ICAL_JS.read_text(),
    )

    def read(data: bytes) -> list[Read]:
        found = json.loads(
            page.evaluate(
                """data => JSON.stringify(
                    new ICAL.Component(ICAL.parse(data)).getAllSubcomponents("vevent").map(one => {
                        const event = new ICAL.Event(one);
                        return [
                            event.uid, event.sequence, one.getFirstPropertyValue("status"),
                            event.startDate.toJSDate().toISOString(), event.endDate.toJSDate().toISOString(),
                            event.summary, event.location,
                        ];
                    }))""",
                data.decode(),
            )
        )
        return [
            Read(uid, sequence, status, datetime.fromisoformat(start), datetime.fromisoformat(end), *words)
            for uid, sequence, status, start, end, *words in found
        ]

    return read


def _edges(zone: ZoneInfo) -> list[datetime]:
    """The walls at which clocks of ``zone`` are changed in 2027; of Chicago's days where they never are."""
    hours = [datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    found = [
        hour.astimezone(zone).replace(tzinfo=None)
        for hour in hours
        if hour.astimezone(zone).utcoffset() != (hour - timedelta(hours=1)).astimezone(zone).utcoffset()
    ]
    return found or [datetime.combine(day, time(2)) for day in USUAL_EDGES]


def _possible(edge: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Half-hours around ``edge`` that the clock on the wall does show, 20 of them, from five hours before."""
    wall, many = (edge - timedelta(hours=5)).replace(minute=0), 0
    while many < EACH:
        try:
            to_utc(wall, zone, "starts_wall")
        except Refused:
            pass
        else:
            many += 1
            yield wall
        wall += timedelta(minutes=30)


def _date(number: int, wall: datetime, zone: ZoneInfo) -> CalendarEntry:
    starts_at = to_utc(wall, zone, "starts_wall")
    return CalendarEntry(
        uid=f"{number}@chapter",
        sequence=number % 7,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        changed_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
        title=ODD_WORDS[number % len(ODD_WORDS)],
        place=f"Room {number}, second floor; ring twice",
        status=CANCELLED if number % 11 == 0 else (TENTATIVE if number % 3 == 1 else CONFIRMED),
    )
