"""When somebody would have to be at two places at once. Pure: no database, no clock.

Everything is compared as moments, so that zones and clocks that are set forward or back change nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TRAVEL = timedelta(minutes=45)
"""Less than this between two places is worth a word."""


@dataclass(frozen=True)
class Busy:
    """A time that is somebody's: from ``starts_at`` until before ``ends_at``, both with a zone.

    ``where`` in words; ``remote``: she need not be there. ``event_id``: the event that it belongs to: who
    helps at an event is at that event, which is no clash.
    """

    starts_at: datetime
    ends_at: datetime
    title: str
    where: str = ""
    remote: bool = False
    event_id: int | None = None

    def __post_init__(self) -> None:
        """Times of one zone would be compared by their walls, which come twice when clocks are set back."""
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))


@dataclass(frozen=True)
class Clash:
    """How a wanted time meets another: ``refused`` when both need her in person, else worth a word."""

    other: Busy
    refused: bool
    gap: timedelta | None = None
    """None: they overlap; else the time between them, with a way to go."""


def find_clashes(wanted: Busy, hers: Iterable[Busy]) -> list[Clash]:
    """Every way in which ``wanted`` meets ``hers``, what is refused first, then in order of time."""
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
