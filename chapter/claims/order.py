"""Who is next in line."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


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


def all_next(line: Sequence[Waiting], free: int | None) -> list[Waiting]:
    """Everybody who is seated when ``free`` places come free, first come first, while any fits."""
    rest, seated = list(line), []
    while (one := next_in_line(rest, free)) is not None:
        rest.remove(one)
        seated.append(one)
        free = None if free is None else free - one.size
    return seated


def may_sit_at_once(size: int, line: Iterable[Claimant], free: int | None) -> bool:
    """Whether a newcomer may sit now: she fits, and nobody who waits would fit the free places."""
    if free is None:
        return True
    return size <= free and next_in_line(line, free) is None
