"""Who is next in a waiting line, and whether a newcomer may go first."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Claimant(Protocol):
    """Whoever waits for ``size`` seats at once."""

    @property
    def size(self) -> int:
        """How many seats are wanted together."""


Waiting = TypeVar("Waiting", bound=Claimant)


def fits(one: Claimant, free: int | None) -> bool:
    """Whether ``one`` fits ``free`` seats; None: without limit; below zero: too many are taken."""
    return free is None or one.size <= free


def next_in_line(line: Iterable[Waiting], free: int | None) -> Waiting | None:
    """The first of ``line`` (in its order) that fits ``free`` seats; None when nobody does."""
    return next((one for one in line if fits(one, free)), None)


def may_claim_now(size: int, line: Iterable[Claimant], free: int | None) -> bool:
    """Whether a newcomer may be seated now: they fit, and nobody who waits would fit the free seats.

    Seats that are saved for somebody are not free for others, so the caller subtracts them from ``free``.
    """
    if free is None:
        return True
    return size <= free and next_in_line(line, free) is None
