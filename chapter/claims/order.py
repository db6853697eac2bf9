"""Who is next in line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Claimant(Protocol):
    """Whoever stands in line for ``size`` places at once."""

    @property
    def size(self) -> int:
        """Places wanted together."""


Waiting = TypeVar("Waiting", bound=Claimant)


def next_in_line(line: Iterable[Waiting], free: int | None) -> Waiting | None:
    """The first of ``line`` (in its order) that fits ``free`` places; None when nobody does.

    ``free`` None means without limit; below zero, more are seated than there are places.
    """
    return next((one for one in line if free is None or one.size <= free), None)


@dataclass(frozen=True)
class Move(Generic[Waiting]):
    """That somebody's turn has come: from which ``place`` in line (from 1), when how many were ``free``."""

    who: Waiting
    place: int
    free: int | None


def moves(line: Iterable[Waiting], free: int | None) -> Iterator[Move[Waiting]]:
    """Everybody whose turn comes when ``free`` places are free: the first that fits, then the next."""
    rest = list(line)
    while (one := next_in_line(rest, free)) is not None:
        yield Move(one, rest.index(one) + 1, free)
        rest.remove(one)
        free = None if free is None else free - one.size


def may_sit_at_once(size: int, line: Iterable[Claimant], free: int | None) -> bool:
    """Whether a newcomer may sit now: she fits, and nobody who waits would fit the free places."""
    if free is None:
        return True
    return size <= free and next_in_line(line, free) is None
