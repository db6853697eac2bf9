"""From what the clock on the wall says to the moment that is meant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chapter.refusal import Refused


def moment(wall: datetime, zone: ZoneInfo, field: str) -> datetime:
    """The moment in UTC at which the clock on a wall in ``zone`` shows ``wall``.

    A time that comes twice, when clocks are set back in the fall, is the first of the two. Raises Refused,
    beside ``field``, for a time that is skipped when clocks are set forward.
    """
    found = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != wall:
        city = zone.key.rpartition("/")[2].replace("_", " ")
        raise Refused(
            f"Clocks in {city} are set forward then and skip {wall:%H:%M}. Choose a time before or after it.",
            field,
        )
    return found


def wall(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """What the clock on a wall in ``zone`` shows at ``moment``."""
    return None if moment is None else moment.astimezone(zone).replace(tzinfo=None)
