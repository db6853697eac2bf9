"""From wall-clock time to the moment that is meant, in one module, also in the two nights of the year in
which clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chapter.refusal import Refused
from chapter.web.filters import clock_time, with_period


def to_utc(wall: datetime, zone: ZoneInfo, field: str) -> datetime:
    """The moment in UTC at which the wall clock in ``zone`` shows ``wall``.

    A time that comes twice, when clocks are set back in the fall, is the first of the two. Raises Refused,
    beside ``field``, for a time that is skipped when clocks are set forward.
    """
    shown, found = resolve(wall, zone)
    if shown != wall:
        city = zone.key.rpartition("/")[2].replace("_", " ")
        raise Refused(
            with_period(f"That day, clocks in {city} are set forward and skip {clock_time(wall)}")
            + " Choose a time before or after it.",
            field,
        )
    return found


def resolve(wall: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The wall-clock time that ``zone`` really shows, and its moment in UTC.

    A time that is skipped when clocks are set forward becomes as much later (RFC 5545, 3.3.5); one that comes
    twice is the first of the two.
    """
    found = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return found.astimezone(zone).replace(tzinfo=None), found


def resolve_span(
    starts: datetime, ends: datetime, zone: ZoneInfo
) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    """Beginning and end, both ``resolve``d: where the beginning is skipped, the end moves with it, so that
    the duration stays as meant."""
    begins = resolve(starts, zone)
    return begins, resolve(ends + (begins[0] - starts), zone)


def wall_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """The wall-clock time in ``zone`` at ``moment``."""
    return moment.astimezone(zone).replace(tzinfo=None)


def wall_time_or_none(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """``wall_time`` of a moment; None for None."""
    return None if moment is None else wall_time(moment, zone)
