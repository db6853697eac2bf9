"""When something that recurs takes place (RFC 5545, RRULE), in local time."""

from datetime import datetime
from itertools import islice

from dateutil.rrule import rrulestr

from chapter.plurals import agree
from chapter.refusal import Refused
from chapter.web.filters import full_day

MOST = 60
"""How many occurrences are made at once; further ones are added later."""

UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
WEEKDAYS = {
    "MO": "Mondays", "TU": "Tuesdays", "WE": "Wednesdays", "TH": "Thursdays", "FR": "Fridays",
    "SA": "Saturdays", "SU": "Sundays",
}  # fmt: skip

LAST_DAYS = range(28, 32)
"""Days that not every month has."""


def occurrences(rule: str, first: datetime) -> list[datetime]:
    """The local times at which it begins, ``first`` (without a zone) among them, at most ``MOST``. What
    recurs monthly from the 29th, 30th or 31st is on the last day of shorter months.

    Raises Refused on the field ``until`` for a rule that is not valid, never ends, or ends before it begins.
    """
    if "COUNT=" not in rule.upper() and "UNTIL=" not in rule.upper():
        raise Refused("Choose when the repeat ends.", "until")
    if any(part in rule.upper() for part in ("SECONDLY", "MINUTELY", "HOURLY", "\n", "DTSTART")):
        raise Refused("A shift can repeat by days, weeks or months.", "until")
    try:
        found = list(islice(rrulestr(_in_every_month(rule, first), dtstart=first), MOST + 1))
    except (ValueError, TypeError, OverflowError):
        raise Refused("Use a rule such as FREQ=WEEKLY;COUNT=6.", "until") from None
    if not found:
        raise Refused("That is before the shift begins. Choose a later day, or don’t repeat it.", "until")
    if len(found) > MOST:
        raise Refused(f"That is more than {MOST} times. Choose an earlier end; add the rest later.", "until")
    return found


def in_words(rule: str) -> str:
    """A rule as a person says it: ``every two weeks, until December 10, 2026``; empty for an empty one."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    if parts.get("FREQ") not in UNITS:
        return "repeatedly" if rule else "no"
    every = int(parts.get("INTERVAL", "1"))
    unit = UNITS[parts["FREQ"]]
    said = [agree(every, f"every {unit}", f"every {'two' if every == 2 else every} {unit}s")]
    if "BYDAY" in parts:
        said.append("on " + ", ".join(WEEKDAYS.get(day[-2:], day) for day in parts["BYDAY"].split(",")))
    if "COUNT" in parts:
        said.append(f"{parts['COUNT']} times")
    if "UNTIL" in parts:
        said.append(f"until {full_day(datetime.strptime(parts['UNTIL'][:8], '%Y%m%d'))}")  # noqa: DTZ007 — a day
    return ", ".join(said)


def _in_every_month(rule: str, first: datetime) -> str:
    """``rule``, so that it skips no month: of the days up to that of ``first``, the last that the
    month has."""
    if "MONTHLY" not in rule.upper() or "BY" in rule.upper() or first.day not in LAST_DAYS:
        return rule
    days = ",".join(str(day) for day in LAST_DAYS if day <= first.day)
    return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
