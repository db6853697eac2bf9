"""When an event is, in as few words as possible, and whether it is on now."""

from datetime import datetime

from chapter.events.models import Event
from chapter.web import filters


def card_date(event: Event) -> str:
    """``6:30 p.m. on Thursday, December 10``; for several days ``December 10 to 12``."""
    return (
        filters.event_time_on_day(event.starts_at, event)
        if filters.ends_same_night(event)
        else filters.date_range(event)
    )


def is_on_now(event: Event, now: datetime) -> bool:
    """Whether it takes place at this moment."""
    return event.cancelled_at is None and event.starts_at <= now < event.ends_at


def title_and_day(event: Event) -> str:
    return f"{event.title}, {filters.day(event.starts_at, event.zone_info)}"
