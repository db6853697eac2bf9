"""Slots one after the other, in which several may stand: who comes gets the earliest that is least full."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence


def spread(newcomers: int, slots: Sequence[int], taken: Mapping[int, int]) -> Iterator[int]:
    """The slot of each newcomer in turn. ``taken``: how many have each slot already. Nobody gets one when
    there are no ``slots``."""
    full = Counter(taken)
    for _ in range(newcomers if slots else 0):
        slot = min(slots, key=lambda one: (full[one], one))
        full[slot] += 1
        yield slot
