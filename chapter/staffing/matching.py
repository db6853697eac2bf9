"""Who fits which shift, and why, in words. Pure: no database, no clock.

A volunteer is only suggested for a reason; never for what they clash with, are not cleared for, or when they
were asked twice this week. Among equals whoever gave least lately comes first, so that the load is spread.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chapter.hours import valuation
from chapter.shifts.clashes import Busy, overlap
from chapter.shifts.rules.invitations import IN_A_WEEK
from chapter.staffing.models.profiles import DAYS, PARTS

SKILL, ENJOYS, FREE, NEAR = 4, 3, 2, 2
A_LOAD = 600
"""Minutes of the last ninety days that weigh as much as one point."""

HEAVIEST = 6
NAMES = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip


@dataclass(frozen=True)
class Volunteer:
    """Somebody who may be asked. ``minutes``: given in the last ninety days; ``asked``: invitations of the
    last seven days; ``skills`` and ``neighborhood``: those that they show, normalized for comparing;
    ``available`` empty: they did not say. ``runs_out``: the last valid day of each clearance that has one."""

    id: int
    name: str
    skills: frozenset[str] = frozenset()
    available: frozenset[str] = frozenset()
    neighborhood: str = ""
    enjoys: frozenset[int] = frozenset()
    cleared: frozenset[str] = frozenset()
    runs_out: tuple[tuple[str, date], ...] = ()
    busy: tuple[Busy, ...] = ()
    on: frozenset[int] = frozenset()
    minutes: int = 0
    asked: int = 0
    resting: bool = False


@dataclass(frozen=True)
class Opening:
    """A shift that needs somebody. ``slots``: see `slots_of`; ``needed``: kinds of clearance, which have to
    be valid on the day ``on``."""

    id: int
    busy: Busy
    slots: frozenset[str] = frozenset()
    skills: tuple[str, ...] = ()
    neighborhood: str = ""
    program_id: int | None = None
    program: str = ""
    needed: frozenset[str] = frozenset()
    on: date = date.min
    timed: bool = True


@dataclass(frozen=True)
class Suggestion:
    """Somebody who fits, and the reasons, each a few words."""

    volunteer: Volunteer
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons as one line."""
        return "; ".join(self.reasons)


def slots_of(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> frozenset[str]:
    """The parts of days that a time span touches in local time, such as ``sat-morning``."""
    found, moment, end = set(), starts_at.astimezone(zone), ends_at.astimezone(zone)
    while moment < end:
        part = next((name for name, (since, until) in PARTS.items() if since <= moment.hour < until), "")
        if part:
            found.add(f"{DAYS[moment.weekday()]}-{part}")
        moment += timedelta(hours=1)
    return frozenset(found)


def suggestions(
    openings: Sequence[Opening], volunteers: Sequence[Volunteer], most: int = 5
) -> dict[int, list[Suggestion]]:
    """For each opening, by its number, at most ``most`` people who fit, the best first."""
    askable = [one for one in volunteers if one.asked < IN_A_WEEK and not one.resting]
    ranked = sorted(askable, key=lambda one: (one.minutes, one.id))
    busy, pool = clashing_volunteers(openings, ranked), _Pool(ranked)
    return {one.id: _best_matches(one, pool, busy[one.id], most) for one in openings}


def clashing_volunteers(openings: Sequence[Opening], volunteers: Iterable[Volunteer]) -> dict[int, set[int]]:
    """The numbers of the volunteers who are busy, by the opening's number."""
    timed = sorted((one for one in openings if one.timed), key=lambda one: one.busy.starts_at)
    starts = [one.busy.starts_at for one in timed]
    longest = max((one.busy.ends_at - one.busy.starts_at for one in timed), default=timedelta())
    found: dict[int, set[int]] = {one.id: set() for one in openings}
    for volunteer in volunteers:
        for hers in volunteer.busy:
            near = timed[bisect_left(starts, hers.starts_at - longest) : bisect_left(starts, hers.ends_at)]
            for opening in near:
                if _elsewhere(opening.busy, hers):
                    found[opening.id].add(volunteer.id)
    return found


def _elsewhere(wanted: Busy, hers: Busy) -> bool:
    same_event = wanted.event_id is not None and wanted.event_id == hers.event_id
    return not (wanted.remote or hers.remote or same_event) and overlap(wanted, hers)


class _Pool:
    """The volunteers in order of their load, indexed by what they offer; holds positions in that order."""

    def __init__(self, ranked: Sequence[Volunteer]) -> None:
        self.ranked = ranked
        self.burden = [min(HEAVIEST, one.minutes // A_LOAD) for one in ranked]
        self.skills: dict[str, list[int]] = defaultdict(list)
        self.free: dict[str, list[int]] = defaultdict(list)
        self.near: dict[str, list[int]] = defaultdict(list)
        self.enjoy: dict[int, list[int]] = defaultdict(list)
        for place, one in enumerate(ranked):
            for skill in one.skills:
                self.skills[skill].append(place)
            for slot in one.available:
                self.free[slot].append(place)
            for program in one.enjoys:
                self.enjoy[program].append(place)
            if one.neighborhood:
                self.near[one.neighborhood].append(place)

    def points(self, opening: Opening) -> dict[int, int]:
        """The points of each volunteer, by position; without those who have none."""
        found: dict[int, int] = defaultdict(int)
        for skill in opening.skills:
            for place in self.skills.get(skill, ()):
                found[place] += SKILL
        for place in self.enjoy.get(opening.program_id or 0, ()):
            found[place] += ENJOYS
        for place in self.near.get(opening.neighborhood, ()) if opening.neighborhood else ():
            found[place] += NEAR
        for place in set().union(*(self.free.get(slot, ()) for slot in opening.slots)):
            found[place] += FREE
        return found


def _best_matches(opening: Opening, pool: _Pool, busy: set[int], most: int) -> list[Suggestion]:
    size = len(pool.ranked)
    points = pool.points(opening)
    best = sorted((pool.burden[place] - speaks) * size + place for place, speaks in points.items())
    found: list[Suggestion] = []
    for key in best:
        one = pool.ranked[key % size]
        if one.id not in busy and _eligible(opening, one):
            found.append(Suggestion(one, _reasons(opening, one)))
            if len(found) == most:
                break
    return found


def _eligible(opening: Opening, one: Volunteer) -> bool:
    """Whether they are not signed up yet, are cleared for it, and are free at that time as far as
    they said."""
    if opening.id in one.on or not opening.needed <= one.cleared:
        return False
    if any(kind in opening.needed and until < opening.on for kind, until in one.runs_out):
        return False
    said = bool(one.available and opening.slots and opening.timed)
    return not said or opening.slots <= one.available


def _reasons(opening: Opening, one: Volunteer) -> tuple[str, ...]:
    found = []
    able = [skill for skill in opening.skills if skill in one.skills]
    if able:
        found.append(f"skills: {', '.join(able)}")
    if opening.program_id in one.enjoys:
        found.append(f"enjoys {opening.program}")
    free = sorted(opening.slots & one.available, key=lambda slot: DAYS.index(slot[:3]))
    if free:
        day, part = free[0].split("-")
        found.append(f"free on {NAMES[day]} {part}s")
    if opening.neighborhood and opening.neighborhood == one.neighborhood:
        found.append("lives nearby")
    found.append(load_in_words(one.minutes))
    return tuple(found)


def load_in_words(minutes: int) -> str:
    """How much somebody gave lately, in words."""
    if not minutes:
        return "no hours in the last 90 days"
    return f"{valuation.hours(minutes)} in the last 90 days"
