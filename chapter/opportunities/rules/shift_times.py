"""When a shift is: what the office types, and the times in UTC that follow from it."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chapter.opportunities import recurrence
from chapter.refusal import Refused
from chapter.shifts.models import Opportunity, Shift
from chapter.web import wall_clock

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=366)


@dataclass(frozen=True)
class ShiftInput:
    """When a shift is in local time, for how many, and until when it is repeated."""

    starts_wall: datetime
    ends_wall: datetime
    capacity: int
    minimum: int = 0
    label: str = ""
    place: str = ""
    rrule: str = ""


@dataclass(frozen=True)
class PlannedShift:
    """A shift that would be made, in local time."""

    starts_wall: datetime
    ends_wall: datetime
    starts_at: datetime
    ends_at: datetime
    zone_info: ZoneInfo
    online: bool


def plan_shifts(whole: Opportunity, times: ShiftInput, *, now: datetime) -> list[PlannedShift]:
    """The shifts that ``times`` would make: one, or as many as ``times.rrule`` says. Raises Refused for
    times that are not possible."""
    check_times(whole, times, now=now)
    first, lasts = times.starts_wall, times.ends_wall - times.starts_wall
    found = recurrence.occurrences(times.rrule, first) if times.rrule else [first]
    return [_planned(whole, wall, wall + lasts) for wall in found]


def _planned(whole: Opportunity, starts: datetime, ends: datetime) -> PlannedShift:
    begins, ends_then = wall_clock.resolve_span(starts, ends, whole.zone_info)
    return PlannedShift(begins[0], ends_then[0], begins[1], ends_then[1], whole.zone_info, whole.remote)


def check_times(whole: Opportunity, times: ShiftInput, *, now: datetime) -> None:
    """Raise Refused when ``times`` are not possible: over already, too short, or for fewer than it needs."""
    lasts = times.ends_wall - times.starts_wall
    if not SHORTEST <= lasts <= LONGEST:
        raise Refused("The end must be after the beginning, and within a year.", "ends_wall")
    if _planned(whole, times.starts_wall, times.ends_wall).ends_at <= now:
        raise Refused("This shift would be over already.", "starts_wall")
    if times.minimum > times.capacity:
        raise Refused("The minimum can’t be more than the number of spots.", "minimum")


def shift_input_of(shift: Shift) -> ShiftInput:
    """The shift's current values, without a rule of recurrence."""
    kept = {f.name: getattr(shift, f.name) for f in fields(ShiftInput) if f.name != "rrule"}
    return ShiftInput(**kept)


def shift_values_of(shift: Shift) -> dict[str, Any]:
    """The same as a dictionary, by field name."""
    return {name: value for name, value in asdict(shift_input_of(shift)).items() if name != "rrule"}


def set_shift(shift: Shift, times: ShiftInput) -> None:
    """Set the values of ``shift`` to ``times``."""
    shift.label, shift.place = times.label, times.place
    shift.capacity, shift.minimum = times.capacity, times.minimum
    set_span(shift, times.starts_wall, times.ends_wall)
    shift.sequence += 1


def set_span(shift: Shift, starts: datetime, ends: datetime) -> None:
    """Set begin and end in local time; later where the clock skips that time."""
    begins, ends_then = wall_clock.resolve_span(starts, ends, shift.opportunity.zone_info)
    shift.starts_wall, shift.starts_at = begins
    shift.ends_wall, shift.ends_at = ends_then
