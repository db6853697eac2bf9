"""When each part of hellos is open or due."""

from datetime import datetime, time, timedelta

from chapter.bookings.models import Rsvp
from chapter.bookings.rules.reminders import thanks_at
from chapter.events.models import Event
from chapter.hello.queries import hellos

OPENS_BEFORE, CLOSES_AFTER = timedelta(days=3), timedelta(days=7)
"""How long before an event, and after its end, those who come see each other."""

ARRIVAL_TIME = timedelta(minutes=30)
"""So long after the beginning only those who are checked in are brought together, where check-in is used."""

MAILED_BEFORE = timedelta(hours=2)
"""The least time before an event at which its hellos are mailed."""

DAY_BEFORE, MORNING, AFTERNOON = time(17), time(9), time(14)
AFTER_THANKS = timedelta(hours=1)
"""How long after the thanks a guest is asked whom they met."""

ASKED_UNTIL = timedelta(days=3)


def guest_list_is_open(event: Event, now: datetime) -> bool:
    """Whether guests may see each other now."""
    takes_place = event.published_at is not None and event.cancelled_at is None
    return takes_place and event.starts_at - OPENS_BEFORE <= now < event.ends_at + CLOSES_AFTER


def sees_who_comes(rsvp: Rsvp, now: datetime) -> bool:
    """Whether this booking may open the guest list now: its seat is held, and the guest is known to be who
    they say. After the event only those who came may."""
    hers = rsvp.going and rsvp.proved and rsvp.erased_at is None
    return (
        hers and guest_list_is_open(rsvp.event, now) and (now < rsvp.event.ends_at or hellos.was_there(rsvp))
    )


def everybody_is_in(event: Event, now: datetime) -> bool:
    """Whether all who come are expected to be in, so that those who are not did not come."""
    return now >= event.starts_at + ARRIVAL_TIME


def guest_list_title(event: Event, now: datetime) -> str:
    """The heading of the guest list: before the event and while guests arrive, during it, afterwards."""
    if now >= event.ends_at:
        return "Who came"
    return "Who’s here" if everybody_is_in(event, now) else "Who’s coming"


def hellos_at(event: Event) -> datetime:
    """When hellos are mailed, in the event's time zone: in the afternoon of the day, or in the morning, or
    at five on the day before, whichever is the last that leaves two hours."""
    zone = event.zone_info
    day = event.starts_at.astimezone(zone).date()
    moments = [datetime.combine(day, hour, zone) for hour in (AFTERNOON, MORNING)]
    evening = datetime.combine(day - timedelta(days=1), DAY_BEFORE, zone)
    return next((at for at in moments if at + MAILED_BEFORE <= event.starts_at), evening)


def asked_at(event: Event) -> datetime:
    """When guests are asked whom they met: the morning after, an hour after the thanks."""
    return thanks_at(event) + AFTER_THANKS
