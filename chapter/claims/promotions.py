"""Whose turn it is when seats are free, and for whom they are saved.

The first in line that fits is next. By itself that rule starves large parties: whatever comes free is taken
by smaller ones behind. So whoever was *passed* as often as the patience allows is passed no more: from then
on free seats are saved for them, until they fit. Never more is saved than is free, and never for somebody who
could not fit if nobody else were there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from chapter.claims.waiting_line import Claimant, fits


class WaitingClaimant(Claimant, Protocol):
    """A waiting claimant whom others may have passed meanwhile."""

    @property
    def times_passed(self) -> int:
        """How often somebody behind, or a newcomer, was given seats before them."""


Waiting = TypeVar("Waiting", bound=WaitingClaimant)


@dataclass(frozen=True)
class Promotion(Generic[Waiting]):
    """That somebody's turn has come: from which ``place`` in line (from 1), when how many were ``free``.

    ``passed`` are those before them, who did not fit: each is passed once more.
    """

    who: Waiting
    place: int
    free: int | None
    passed: tuple[Waiting, ...]


@dataclass(frozen=True)
class HeldBack(Generic[Waiting]):
    """That ``places`` (at least one, fewer than they want) are saved for ``who``."""

    who: Waiting
    places: int


@dataclass(frozen=True)
class PromotionPlan(Generic[Waiting]):
    """The result for ``free`` seats: the ``moves`` in their order, then what is ``saved``."""

    moves: tuple[Promotion[Waiting], ...]
    saved: HeldBack[Waiting] | None


def plan_promotions(
    line: Iterable[Waiting], free: int | None, *, patience: int | None, whole: int | None = None
) -> PromotionPlan[Waiting]:
    """Everybody whose turn comes when ``free`` seats are free, and for whom the rest is saved.

    ``free`` None: without limit. ``patience``: how often one may be passed; None: nothing is saved (any
    more). ``whole``: the number of seats in all; nothing is saved for a party larger than that.
    """
    rest = list(line)
    often = {id(one): one.times_passed for one in rest}
    made: list[Promotion[Waiting]] = []
    while True:
        stop = _first_that_stops(rest, free, often, patience, whole)
        if stop is None:
            return PromotionPlan(tuple(made), None)
        if not fits(rest[stop], free):
            return PromotionPlan(
                tuple(made), HeldBack(rest[stop], free) if free is not None and free > 0 else None
            )
        who, before = rest.pop(stop), tuple(rest[:stop])
        made.append(Promotion(who, stop + 1, free, before))
        for one in before:
            often[id(one)] += 1
        free = None if free is None else free - who.size


def _first_that_stops(
    line: Sequence[WaitingClaimant],
    free: int | None,
    often: dict[int, int],
    patience: int | None,
    whole: int | None,
) -> int | None:
    """The index in ``line`` where the search ends: at the first that fits, or that may not be passed
    again."""
    for index, one in enumerate(line):
        if fits(one, free) or _starves(one.size, often[id(one)], patience, whole):
            return index
    return None


def _starves(size: int, passed: int, patience: int | None, whole: int | None) -> bool:
    return patience is not None and passed >= patience and (whole is None or size <= whole)
