"""Who fits which shift, for many volunteers and many shifts; needs no server."""

import random
import time
from datetime import UTC, datetime, timedelta

from bench.results import Row
from chapter.shifts.clashes import Busy
from chapter.staffing.matching import Opening, Volunteer, suggestions
from chapter.staffing.models.profiles import DAYS, PARTS

VOLUNTEERS, SHIFTS, MOST_SECONDS = 2000, 500, 1.0
START = datetime(2026, 12, 1, 14, tzinfo=UTC)
SLOTS = [f"{day}-{part}" for day in DAYS for part in PARTS]
SKILLS = [f"skill {number}" for number in range(40)]
PLACES = [f"place {number}" for number in range(30)]


def rows() -> list[Row]:
    """One row: all clashes and five suggestions for every shift."""
    chance = random.Random(7)  # noqa: S311 - the same sample each time
    shifts = [_opening(number, chance) for number in range(SHIFTS)]
    people = [_volunteer(number, chance) for number in range(VOLUNTEERS)]
    began = time.perf_counter()
    found = suggestions(shifts, people)
    took = time.perf_counter() - began
    detail = f"{sum(len(some) for some in found.values())} suggestions"
    what = f"Match {VOLUNTEERS} volunteers, {SHIFTS} shifts"
    return [Row(what, round(took, 2), "s", "at most 1", took <= MOST_SECONDS, detail)]


def _busy(chance: random.Random) -> Busy:
    at = START + timedelta(hours=chance.randrange(90 * 24))
    return Busy(at, at + timedelta(hours=chance.randint(1, 6)), "Busy", chance.choice(PLACES))


def _opening(number: int, chance: random.Random) -> Opening:
    return Opening(
        number, _busy(chance), frozenset({chance.choice(SLOTS)}), tuple(chance.sample(SKILLS, 2)),
        chance.choice(PLACES), chance.randrange(6), "Coats",
    )  # fmt: skip


def _volunteer(number: int, chance: random.Random) -> Volunteer:
    return Volunteer(
        number, f"Vera {number}", frozenset(chance.sample(SKILLS, 3)), frozenset(chance.sample(SLOTS, 6)),
        chance.choice(PLACES), frozenset({chance.randrange(6)}), busy=tuple(_busy(chance) for _ in range(6)),
        minutes=chance.randrange(3000), asked=chance.randrange(3),
    )  # fmt: skip
