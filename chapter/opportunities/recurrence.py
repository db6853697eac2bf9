"""When something that comes again and again takes place (RFC 5545, RRULE), on the clock of its place."""

from datetime import datetime
from itertools import islice

from dateutil.rrule import rrulestr

from chapter.refusal import Refused

MOST = 60
"""So many times at once; further ones are added later."""


LAST_DAYS = range(28, 32)
"""Days of which not every month has all."""


def occurrences(rule: str, first: datetime) -> list[datetime]:
    """The walls at which it begins, ``first`` (without a zone) among them, at most ``MOST``. What comes every
    month from the 29th, 30th or 31st on is on the last day of months that are shorter.

    Raises Refused, beside ``until``, for what is no such rule, never ends, or ends before it begins.
    """
    if "COUNT=" not in rule.upper() and "UNTIL=" not in rule.upper():
        raise Refused("Say until when it is repeated.", "until")
    if any(part in rule.upper() for part in ("SECONDLY", "MINUTELY", "HOURLY", "\n", "DTSTART")):
        raise Refused("Days, weeks and months can be repeated.", "until")
    try:
        found = list(islice(rrulestr(_in_every_month(rule, first), dtstart=first), MOST + 1))
    except (ValueError, TypeError, OverflowError):
        raise Refused("This is no rule such as FREQ=WEEKLY;COUNT=6.", "until") from None
    if not found:
        raise Refused("That is before it begins. Choose a later day, or let it be there once.", "until")
    if len(found) > MOST:
        raise Refused(f"That is more than {MOST} times. Choose an earlier end; add the rest later.", "until")
    return found


def _in_every_month(rule: str, first: datetime) -> str:
    """``rule``, leaving out no month: of the days up to that of ``first``, the last that there is."""
    if "MONTHLY" not in rule.upper() or "BY" in rule.upper() or first.day not in LAST_DAYS:
        return rule
    days = ",".join(str(day) for day in LAST_DAYS if day <= first.day)
    return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
