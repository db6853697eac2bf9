"""Sentences for the office about finding companions: how long an answer may take, by the time
that is left."""

from datetime import datetime, timedelta

from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.hello.models.companions import FIRST_ASK, LAST_ASK, Companion
from chapter.hello.rules import request_timing
from chapter.hello.rules.request_timing import answer_time, is_too_late_to_ask
from chapter.plurals import agree
from chapter.web.filters import day_and_time, with_period

PERSON = "We email both as soon as someone says yes."


def asked_all_text(many: int, event: Event, now: datetime) -> str:
    """How many guests one click asked for, and what happens next."""
    if not many:
        return "There is no one to ask right now."
    emails = agree(many, "One email will be sent", f"{many:,} emails will be sent")
    hold = min(holds.HOLD, (event.starts_at - now) / 2)
    answer = f"Each person has {_time_given(event, now)} to answer. Then we ask the next."
    return f"{emails} in {span(hold)}. {answer}"


def asked_one_text(one: Companion) -> str:
    """That somebody was asked, and until when they can answer."""
    until = with_period(day_and_time(one.answer_by, one.event.zone_info))
    return f"We ask {one.person.name} by email. They can answer until {until}"


def explanation(event: Event, now: datetime) -> str:
    """How guests find a companion at this event, as of ``now``."""
    if is_too_late_to_ask(event.starts_at, now):
        return (
            f"The event starts in less than {span(LAST_ASK)}, so we no longer ask by email: it might not be "
            "read in time. Meet the guests yourself, or ask someone in person."
        )
    rests, begins = request_timing.paused_until(event), event.starts_at - FIRST_ASK
    if rests is not None and now < rests:
        after = with_period(day_and_time(rests, event.zone_info))
        start = f"Asking was undone, so the next email will be sent automatically on {after}"
    elif now < begins:
        start = f"From {day_and_time(begins, event.zone_info)}, we ask someone for each guest automatically."
    else:
        start = "We ask someone for each guest automatically."
    return (
        f"{start} Each person has {_time_given(event, now)} to answer. If they decline or don’t answer, we "
        f"ask the next, until {span(LAST_ASK)} before the event. {PERSON}"
    )


def span(time: timedelta) -> str:
    """A stretch of time in words, rounded down: “a day”, “6 hours”, “30 minutes”."""
    minutes = max(1, int(time.total_seconds() // 60))
    if minutes >= 24 * 60:
        return "a day"
    hours = minutes // 60
    if hours:
        return agree(hours, "an hour", f"{hours} hours")
    return agree(minutes, "a minute", f"{minutes} minutes")


def _time_given(event: Event, now: datetime) -> str:
    return span(answer_time(event.starts_at, now))
