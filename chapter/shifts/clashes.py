"""When somebody would have to be at two venues at once. Pure: no database, no clock.

Everything is compared in UTC, so that time zones and clocks that are set forward or back change nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TRAVEL = timedelta(minutes=45)
"""Less time than this between two venues gets a warning."""


@dataclass(frozen=True)
class Busy:
    """A time at which somebody is busy: from ``starts_at`` until before ``ends_at``, both with a zone.

    ``where`` in words; ``remote``: they need not be there. ``event_id``: the event that it belongs to:
    whoever helps at an event is at that event, which is no clash.
    """

    starts_at: datetime
    ends_at: datetime
    title: str
    where: str = ""
    remote: bool = False
    event_id: int | None = None

    def __post_init__(self) -> None:
        """Convert to UTC: local times of one zone are ambiguous when clocks are set back."""
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))


@dataclass(frozen=True)
class Clash:
    """How a wanted time conflicts with another: ``refused`` when both need the person there, else
    a warning."""

    other: Busy
    refused: bool
    gap: timedelta | None = None
    """None: they overlap; else the time between them, in which the person has to travel."""


def find_clashes(wanted: Busy, hers: Iterable[Busy]) -> list[Clash]:
    """Every conflict of ``wanted`` with ``hers``, refused ones first, then in order of time."""
    found = [meeting for other in hers if (meeting := _clash_of(wanted, other)) is not None]
    return sorted(found, key=lambda one: (not one.refused, one.other.starts_at))


def overlap(one: Busy, other: Busy) -> bool:
    """Whether both are under way at some moment; what ends when the other begins does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _clash_of(wanted: Busy, other: Busy) -> Clash | None:
    in_person = not (wanted.remote or other.remote)
    if overlap(wanted, other):
        same = wanted.event_id is not None and wanted.event_id == other.event_id
        return None if same else Clash(other, refused=in_person)
    gap = max(wanted.starts_at - other.ends_at, other.starts_at - wanted.ends_at)
    apart = in_person and wanted.where.casefold() != other.where.casefold()
    return Clash(other, refused=False, gap=gap) if apart and gap < TRAVEL else None
