"""When a shift is: what the office writes down of it, and the moments that follow."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from chapter.volunteering import repeating
from chapter.volunteering.models import Shift


@dataclass(frozen=True)
class Times:
    """When a shift is, on the clock of its place, for how many, and until when it is repeated."""

    starts_wall: datetime
    ends_wall: datetime
    capacity: int
    minimum: int = 0
    label: str = ""
    place: str = ""
    rrule: str = ""


def times_of(shift: Shift) -> Times:
    """When it is."""
    kept = {f.name: getattr(shift, f.name) for f in fields(Times) if f.name != "rrule"}
    return Times(**kept)


def values_of(shift: Shift) -> dict[str, Any]:
    """The same, by name."""
    return {name: value for name, value in asdict(times_of(shift)).items() if name != "rrule"}


def set_times(shift: Shift, times: Times) -> None:
    """Let ``shift`` be as ``times`` say."""
    shift.label, shift.place = times.label, times.place
    shift.capacity, shift.minimum = times.capacity, times.minimum
    place_in_time(shift, times.starts_wall, times.ends_wall)
    shift.seating += 1


def place_in_time(shift: Shift, starts: datetime, ends: datetime) -> None:
    """Let it begin and end then, on the clock of its place."""
    zone = shift.opportunity.zone_info
    shift.starts_wall, shift.starts_at = repeating.settled(starts, zone)
    shift.ends_wall, shift.ends_at = repeating.settled(ends, zone)
