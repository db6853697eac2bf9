"""What given time comes to: minutes, and its value at the published rate of an hour. Pure.

Every figure, of one entry or of many, is computed from minutes and rounded once, half up: the same minutes
at the same rate are the same hours and cents everywhere. So lines that were rounded one by one can differ
from their total in the last digit, and each page and file with a total says so.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from chapter.plurals import plural
from chapter.web.filters import month, month_name

Key = TypeVar("Key", bound=Hashable)

ROUNDED = (
    "Each line is rounded on its own. The total is based on all minutes, so the lines can add up to a little "
    "more or less."
)
"""The note beside a total."""


@dataclass(frozen=True)
class Rate:
    """The value of an hour in cents, as ``source`` publishes it for ``year``."""

    year: int
    cents: int
    source: str


@dataclass(frozen=True)
class CountedEntry:
    """One entry that counts. ``rate`` None: none is known for its year."""

    person_id: int
    signup_id: int | None
    program: str
    opportunity: str
    on: date
    minutes: int
    rate: Rate | None = None

    @property
    def cents(self) -> int | None:
        """What it is worth in cents; None without a rate."""
        return value(self.minutes, self.rate)


@dataclass(frozen=True)
class Sum:
    """What some entries come to: how many, people, minutes, cents."""

    entries: int = 0
    people: int = 0
    minutes: int = 0
    cents: int = 0


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, ``number`` from 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """The first day of the quarter."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """The last day of the quarter."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        """The quarter after this one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        """The quarter before this one."""
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def words(self) -> str:
        """The months in words: ``October to December 2026``."""
        return f"{month_name(self.first)} to {month(self.last)}"


def quarter_of(day: date) -> Quarter:
    """The quarter that ``day`` lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def rate_for(day: date, rates: Iterable[Rate]) -> Rate | None:
    """The newest rate whose year is not after ``day``'s; None when there is none."""
    return max((one for one in rates if one.year <= day.year), key=lambda one: one.year, default=None)


def value(minutes: int, rate: Rate | None) -> int | None:
    """The value of ``minutes`` in whole cents, rounded half up; None without a rate."""
    return None if rate is None else _divide_by_sixty(minutes * rate.cents)


def total(given: Sequence[CountedEntry]) -> Sum:
    """The sum of all: the value is computed from the minutes, and rounded once."""
    return Sum(
        len(given), len({one.person_id for one in given}), sum(one.minutes for one in given),
        _divide_by_sixty(sum(one.minutes * one.rate.cents for one in given if one.rate)),
    )  # fmt: skip


def sum_by(given: Iterable[CountedEntry], key: Callable[[CountedEntry], Key]) -> dict[Key, Sum]:
    """The sum of each group of entries with the same ``key``."""
    groups: dict[Key, list[CountedEntry]] = defaultdict(list)
    for one in given:
        groups[key(one)].append(one)
    return {name: total(some) for name, some in groups.items()}


def decimal_hours(minutes: int) -> Decimal:
    """Hours for tables, to the hundredth, half up: ``2.92``."""
    return Decimal(_divide_by_sixty(minutes * 100)).scaleb(-2)


def _divide_by_sixty(parts: int) -> int:
    return (parts * 2 + 60) // 120


def hours(minutes: int) -> str:
    """Hours as people say them, to the minute: ``1 hour``, ``12.5 hours``, ``2 h 55 min``, ``40 min``."""
    whole, rest = divmod(minutes, 60)
    if not rest:
        return plural(whole, "hour", "hours")
    if rest == 30 and whole:
        return f"{whole:,}.5 hours"
    return f"{whole:,} h {rest} min" if whole else f"{rest} min"
