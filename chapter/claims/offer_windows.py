"""Until when an offer holds what it offers.

Long enough to be read, short enough for the next in line: a quarter of the time that is left, at most twelve
hours, at least half an hour, and never beyond the moment at which booking closes. Nobody is asked to answer
at night: from 22 to 8 o'clock in the event's zone the time does not count, unless it begins within a day.
Shortly before it begins there is no time for offers, so free seats are given at once.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST, SHORTEST = timedelta(hours=12), timedelta(minutes=30)
SHARE = 4
"""The part of the time left that an offer may take: a quarter."""

AT_ONCE_WITHIN = timedelta(hours=2)
NIGHTS_COUNT_WITHIN = timedelta(days=1)
MORNING, EVENING = time(8), time(22)


def offer_expiry(
    now: datetime, *, begins: datetime, closes: datetime | None, zone: ZoneInfo
) -> datetime | None:
    """Until when an offer made at ``now`` holds; None: there is no time for one, so give the seats at once.

    ``begins``: when the event or shift begins. ``closes``: when booking closes; None: never. ``zone`` is the
    event's. All datetimes are aware; the result is in UTC.
    """
    now, begins = now.astimezone(UTC), begins.astimezone(UTC)
    left = begins - now
    if left < AT_ONCE_WITHIN or (closes is not None and closes - now < SHORTEST):
        return None
    length = max(SHORTEST, min(LONGEST, left / SHARE))
    until = now + length if left <= NIGHTS_COUNT_WITHIN else after_waking_hours(now, length, zone)
    return until if closes is None else min(until, closes.astimezone(UTC))


def after_waking_hours(now: datetime, length: timedelta, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which ``length`` has passed since ``now``, nights in ``zone`` not counted.

    Measured in elapsed time, not in wall-clock time, so days on which clocks change are counted right.
    """
    moment, day = now.astimezone(UTC), now.astimezone(zone).date()
    while True:
        wakes = datetime.combine(day, MORNING, zone).astimezone(UTC)
        sleeps = datetime.combine(day, EVENING, zone).astimezone(UTC)
        moment = max(moment, wakes)
        if moment + length <= sleeps:
            return moment + length
        length -= max(sleeps - moment, timedelta())
        day += timedelta(days=1)
