"""How times and numbers are written on pages and in mails."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

import nh3
from flask import Flask, current_app, request
from markdown_it import MarkdownIt
from markupsafe import Markup

from chapter import money as amounts
from chapter.plurals import agree, plural
from chapter.pronouns import FILTERS as PRONOUN_FILTERS
from chapter.web import time_zones

ALLOWED_TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "a",
    "blockquote",
    "hr",
    "br",
    "code",
}
A_DAY = timedelta(days=1)
MIDNIGHT, NIGHT_ENDS = time(), time(6)
"""An event that ends by six in the morning still belongs to the day before."""

markdown_parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": True})


class Timed(Protocol):
    """Something with a beginning, an end and a zone of its own."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone of its place."""

    @property
    def online(self) -> bool:
        """Whether it is online: people follow it from other zones, so its own is named."""


def clock_time(moment: datetime | time) -> str:
    """``6:30 p.m.``, ``6 p.m.``, ``noon``, ``midnight``, of a moment in its own zone."""
    if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
        return "noon" if moment.hour else "midnight"
    half = "a.m." if moment.hour < 12 else "p.m."
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {half}"


def time_in(moment: datetime, zone: ZoneInfo) -> str:
    """``6:30 p.m.``: a moment on the clocks of ``zone``, which is not named."""
    return clock_time(moment.astimezone(zone))


def day(moment: datetime, zone: ZoneInfo) -> str:
    """``Thursday, December 10``; with the year when it is not this one."""
    return weekday(moment.astimezone(zone).date(), zone)


def weekday(on: date, zone: tzinfo) -> str:
    """``Thursday, December 10`` of a day without a clock; with the year when ``zone`` has another one now."""
    return f"{on:%A}, {calendar_day(on, zone)}"


def calendar_day(on: date, zone: tzinfo) -> str:
    """``December 10`` of a day without a clock; with the year when it is not this one in ``zone``."""
    return f"{on:%B} {on.day}{_year(on, zone)}"


def short_day(moment: datetime, zone: ZoneInfo) -> str:
    """``Dec 10``; with the year when it is not this one."""
    on = moment.astimezone(zone).date()
    return f"{on:%b} {on.day}{_year(on, zone)}"


def full_day(on: date) -> str:
    """``December 10, 2026``, always with the year: for documents, and for dates far off."""
    return f"{on:%B} {on.day}, {on.year}"


def month_day(on: date) -> str:
    """``July 1``, for a date that recurs every year."""
    return f"{on:%B} {on.day}"


def month(on: date) -> str:
    """``December 2026``."""
    return f"{month_name(on)} {on.year}"


def month_name(on: date) -> str:
    """``December``."""
    return f"{on:%B}"


def event_time_on_day(moment: datetime, event: Timed) -> str:
    """``6:30 p.m. on Thursday, December 10``, on the clock of ``event``; never ends in a period."""
    return f"{event_time(moment, event)} on {day(moment, event.zone_info)}"


def event_time(moment: datetime, event: Timed) -> str:
    """``6:30 p.m.`` on the clock of ``event``; ``6:30 p.m. Eastern Time`` where its zone has to be named."""
    return clock_time(moment.astimezone(event.zone_info)) + _zone_suffix(event)


def start_time(event: Timed) -> str:
    """``6:30 p.m.``: when it begins, on its own clock."""
    return event_time(event.starts_at, event)


def full_day_in(moment: datetime, zone: ZoneInfo) -> str:
    """``December 10, 2026``: the day of a moment on the clocks of ``zone``, always with the year."""
    return full_day(moment.astimezone(zone).date())


def machine_start(event: Timed) -> str:
    """``2026-12-10T18:30-05:00``: when it begins, for the ``datetime`` of a ``<time>``."""
    return event.starts_at.astimezone(event.zone_info).isoformat(timespec="minutes")


def large_date(event: Timed) -> tuple[int, str, str, str]:
    """``10``, ``Thursday``, ``December 10``, ``6:30 p.m.``: the large date of an invitation."""
    start = event.starts_at.astimezone(event.zone_info)
    return start.day, f"{start:%A}", date_range(event), start_time(event)


def large_day(event: Timed) -> tuple[int, str, str]:
    """``10``, ``Thu, Dec``: the large date in a list, and the line below; for several days ``to Dec 12`` as
    well."""
    first, last = event.starts_at.astimezone(event.zone_info).date(), last_day(event)
    year = _year(first, event.zone_info).replace(",", "")
    until = "" if first == last else f"to {last:%b} {last.day}{_year(last, event.zone_info)}"
    return first.day, f"{first:%a, %b}{'' if until else year}", until


def hours_now(event: Timed, now: datetime) -> str:
    """``6 p.m.``, when it begins; while it is on, ``until 9 p.m.`` or ``until Saturday, December 12``; when
    it is over, ``6 to 9 p.m.``"""
    if now < event.starts_at:
        return start_time(event)
    if now >= event.ends_at:
        return hours(event)
    return f"until {event_time(event.ends_at, event) if ends_same_night(event) else last_day_name(event)}"


def date_range(event: Timed) -> str:
    """``December 10``, ``December 10 to 12``, ``December 30 to January 2, 2027``."""
    zone = event.zone_info
    first, last = event.starts_at.astimezone(zone).date(), last_day(event)
    if first == last:
        return calendar_day(first, zone)
    if (first.year, first.month) == (last.year, last.month):
        return f"{month_day(first)} to {last.day}{_year(first, zone)}"
    return f"{calendar_day(first, zone)} to {calendar_day(last, zone)}"


def hours(event: Timed) -> str:
    """``6:30 to 9 p.m.``, in the event's own zone, which is named where it has to be; with the end's day when
    that is another, unless it ends in the same night: ``6 p.m. to Saturday, December 12, 4 p.m.``, and of one
    at midnight ``6 p.m. to the end of Saturday, December 12``."""
    zone = event.zone_info
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    first, last = clock_time(start), clock_time(end)
    if first[-4:] == last[-4:] and first[-2:] == "m." and start.date() == end.date():
        first = first[:-5]
    named = _zone_suffix(event)
    if ends_same_night(event):
        return f"{first} to {last}{named}"
    if end.time() == MIDNIGHT:
        return f"{first} to the end of {last_day_name(event)}{',' if named else ''}{named}"
    return f"{first} to {weekday(end.date(), zone)}, {last}{named}"


def ends_same_night(event: Timed) -> bool:
    """Whether it ends on the day on which it begins, or in the night that follows."""
    return last_day(event) == event.starts_at.astimezone(event.zone_info).date()


def last_day(event: Timed) -> date:
    """The last day on which it is on: for what ends in the night, the day before."""
    zone = event.zone_info
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    in_the_night = end.date() > start.date() and end.time() <= NIGHT_ENDS
    longer = end.date() - start.date() == A_DAY and start.time() <= end.time() != MIDNIGHT
    return end.date() - A_DAY if in_the_night and not longer else end.date()


def last_day_name(event: Timed) -> str:
    """``Saturday, December 12``: the last day on which it is on."""
    return weekday(last_day(event), event.zone_info)


def date_and_hours(event: Timed) -> str:
    """``Thursday, December 10, 6:30 to 9 p.m.``"""
    return f"{day(event.starts_at, event.zone_info)}, {hours(event)}"


def day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """``Thursday, December 10, 6:30 p.m.`` for any moment, in ``zone``, named when it is not the
    chapter's."""
    return f"{day(moment, zone)}, {clock_time(moment.astimezone(zone))}{_foreign_zone_suffix(zone)}"


def full_day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """``Thursday, December 10, 2026, 6:30 p.m.`` in ``zone``, always with the year: for clocks that may be
    wrong."""
    local = moment.astimezone(zone)
    return f"{local:%A}, {full_day(local.date())}, {clock_time(local)}"


def event_day_and_time(moment: datetime, event: Timed) -> str:
    """``Thursday, December 10, 6:30 p.m.`` on the clock of ``event``, named where it has to be."""
    return f"{day(moment, event.zone_info)}, {event_time(moment, event)}"


def _year(on: date, zone: tzinfo) -> str:
    this_year = current_app.extensions["gateways"].clock.now().astimezone(zone).year
    return "" if on.year == this_year else f", {on.year}"


def _zone_suffix(event: Timed) -> str:
    return (
        f" {time_zones.zone_name(event.zone_info)}" if event.online else _foreign_zone_suffix(event.zone_info)
    )


def _foreign_zone_suffix(zone: ZoneInfo) -> str:
    home: Callable[[], ZoneInfo] = current_app.extensions["home_zone"]
    return (
        "" if time_zones.zone_name(zone) == time_zones.zone_name(home()) else f" {time_zones.zone_name(zone)}"
    )


def with_period(words: str) -> str:
    """``words`` as the end of a sentence: one period, also after ``6 p.m.``"""
    return words if words.endswith(".") else f"{words}."


@lru_cache(maxsize=128)
def markdown(text: str) -> Markup:
    """Text written by staff as safe HTML: Markdown without raw HTML, then sanitized.

    The latest are cached: a story is read far more often than it is changed.
    """
    html = nh3.clean(
        markdown_parser.render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(html)  # noqa: S704 - nh3 has just cleaned it


def figure(count: int) -> str:
    """``1,200``: a number that stands without a word."""
    return f"{count:,}"


def money(cents: int, currency: str) -> str:
    """An amount for pages, such as ``$75.50``."""
    return amounts.show(cents, currency)


def urlencode_all(text: str) -> str:
    """``text`` as one value within an address: every character that has a meaning there is escaped."""
    return quote(text, safe="")


def theme() -> str | None:
    """``light`` or ``dark`` when the visitor chose one; None: as the device has it."""
    chosen = request.cookies.get("theme")
    return chosen if chosen in {"light", "dark"} else None


TIME_FILTERS = (
    clock_time, time_in, start_time, machine_start, large_date, large_day, hours_now, date_range,
    last_day_name, day, weekday, calendar_day, full_day, full_day_in, hours, date_and_hours, day_and_time,
    full_day_and_time, event_day_and_time,
)  # fmt: skip


def register(app: Flask) -> None:
    """Register these filters and functions with every template."""
    for filter_ in (*TIME_FILTERS, with_period, markdown, figure, money, urlencode_all, plural, agree):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.filters.update(PRONOUN_FILTERS)
    app.context_processor(_for_templates)


def _for_templates() -> dict[str, Any]:
    return {"theme": theme() if request else None}
