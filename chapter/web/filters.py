"""How times and numbers are written on pages and in mails."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

import nh3
from flask import Flask, current_app, request
from markdown_it import MarkdownIt
from markupsafe import Markup

from chapter import money as amounts

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
markdown_parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": True})


class Timed(Protocol):
    """Something with a beginning, an end and a zone of its own."""

    starts_at: datetime
    ends_at: datetime

    @property
    def zone_info(self) -> ZoneInfo:
        """Where its clock hangs."""


def clock_time(moment: datetime) -> str:
    """``6:30 p.m.``, ``6 p.m.``, ``noon``, ``midnight``, of a moment in its own zone."""
    if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
        return "noon" if moment.hour else "midnight"
    half = "a.m." if moment.hour < 12 else "p.m."
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {half}"


def day(moment: datetime, zone: ZoneInfo) -> str:
    """``Thursday, December 10``; with the year when it is not this one."""
    local = moment.astimezone(zone)
    this_year = current_app.extensions["gateways"].clock.now().astimezone(zone).year
    year = "" if local.year == this_year else f", {local.year}"
    return f"{local:%A, %B} {local.day}{year}"


def calendar_day(on: date, zone: ZoneInfo) -> str:
    """``December 10`` of a day without a clock; with the year when it is not this one in ``zone``."""
    this_year = current_app.extensions["gateways"].clock.now().astimezone(zone).year
    return f"{on:%B} {on.day}" + ("" if on.year == this_year else f", {on.year}")


def hours(event: Timed) -> str:
    """``6:30 to 9 p.m.``, in the event's own zone; with the end's day when it is another."""
    zone = event.zone_info
    start, end = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    first, last = clock_time(start), clock_time(end)
    if first[-4:] == last[-4:] and first[-2:] == "m." and start.date() == end.date():
        first = first[:-5]
    return f"{first} to {last}" if start.date() == end.date() else f"{first} to {day(end, zone)}, {last}"


def when(event: Timed) -> str:
    """``Thursday, December 10, 6:30 to 9 p.m.``"""
    return f"{day(event.starts_at, event.zone_info)}, {hours(event)}"


def at(moment: datetime, zone: ZoneInfo) -> str:
    """``Thursday, December 10, 6:30 p.m.`` of any moment, in ``zone``."""
    return f"{day(moment, zone)}, {clock_time(moment.astimezone(zone))}"


def stop(words: str) -> str:
    """``words`` as the end of a sentence: one period, also after ``6 p.m.``"""
    return words if words.endswith(".") else f"{words}."


@lru_cache(maxsize=128)
def markdown(text: str) -> Markup:
    """Text written by staff as safe HTML: Markdown without raw HTML, then sanitized.

    The latest are remembered: a story is read far more often than it is changed.
    """
    html = nh3.clean(
        markdown_parser.render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(html)  # noqa: S704 - nh3 has just cleaned it


def money(cents: int, currency: str) -> str:
    """``$75.50``."""
    return amounts.show(cents, currency)


def urlencode_all(text: str) -> str:
    """``text`` as one value within an address: every mark that means something there is escaped."""
    return quote(text, safe="")


def theme() -> str | None:
    """``light`` or ``dark`` when the visitor chose one; None: as her device."""
    chosen = request.cookies.get("theme")
    return chosen if chosen in {"light", "dark"} else None


def register(app: Flask) -> None:
    """Make these known to every template."""
    for filter_ in (clock_time, day, calendar_day, hours, when, at, stop, markdown, money, urlencode_all):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.context_processor(_for_templates)


def _for_templates() -> dict[str, Any]:
    return {"theme": theme() if request else None}
