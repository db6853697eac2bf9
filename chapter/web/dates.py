"""Which days are ours, in one place: as they are typed into forms, and as they stand in addresses.

The calendar of Python ends on 9999-12-31, and a day more, or another zone, is beyond it.
"""

from datetime import UTC, date, datetime

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
OUT_OF_RANGE = f"Choose a day between {EARLIEST.year} and {LATEST.year}."


def is_supported(day: date) -> bool:
    """Whether a day, or the day of a moment, is within reach of our calendar."""
    return EARLIEST <= (day.date() if isinstance(day, datetime) else day) <= LATEST


def parse_date(typed: str) -> date | None:
    """The day that stands in an address, ``2026-12-10``. None: nonsense, or out of reach."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if is_supported(found) else None


def parse_datetime(typed: str) -> datetime | None:
    """The moment that stands in an address or that a phone sent, with its zone, in UTC. None: nonsense,
    without a zone, or out of reach."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo is not None and is_supported(found) else None
