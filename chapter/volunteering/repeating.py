"""When something that comes again and again takes place (RFC 5545, RRULE), on the clock of its place."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from chapter.refusal import Refused

MOST = 60
"""So many times at once; further ones are added later."""


def occurrences(rule: str, first: datetime) -> list[datetime]:
    """The walls at which it begins, ``first`` (without a zone) among them, at most ``MOST``.

    Raises Refused, beside ``rrule``, for what is no such rule, or one that never ends.
    """
    if "COUNT=" not in rule.upper() and "UNTIL=" not in rule.upper():
        raise Refused("Say until when it is repeated.", "rrule")
    if any(part in rule.upper() for part in ("SECONDLY", "MINUTELY", "HOURLY", "\n", "DTSTART")):
        raise Refused("Days, weeks and months can be repeated.", "rrule")
    try:
        found = list(islice(rrulestr(rule, dtstart=first), MOST + 1))
    except (ValueError, TypeError, OverflowError):
        raise Refused("This is no rule such as FREQ=WEEKLY;COUNT=6.", "rrule") from None
    if len(found) > MOST:
        raise Refused(f"That is more than {MOST} times. Choose an earlier end; add the rest later.", "rrule")
    return found


def settled(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The wall that a clock in ``zone`` really shows, and its moment in UTC.

    A wall that is skipped when clocks are set forward is as much later (RFC 5545, 3.3.5); one that comes
    twice is the first of the two.
    """
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return moment.astimezone(zone).replace(tzinfo=None), moment
