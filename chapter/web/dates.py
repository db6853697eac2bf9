"""Which dates we support, in one place: in forms and in addresses.

Python's calendar ends on 9999-12-31, and a day more, or another zone, is beyond it.
"""

from datetime import UTC, date, datetime

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
OUT_OF_RANGE = f"Choose a date between {EARLIEST.year} and {LATEST.year}."


def is_supported(day: date) -> bool:
    """Whether a date, or the date of a datetime, is in the supported range."""
    return EARLIEST <= (day.date() if isinstance(day, datetime) else day) <= LATEST


def parse_date(typed: str) -> date | None:
    """The date in an address, ``2026-12-10``. None when it is invalid or out of range."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if is_supported(found) else None


def parse_datetime(typed: str) -> datetime | None:
    """The datetime in an address or from a phone, with its zone, in UTC. None when it is invalid, without a
    zone, or out of range."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None and is_supported(found) else None
