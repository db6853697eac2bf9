"""Seats as beads on threads: filled when taken, open when free. The page says the number in words beside
it."""

from functools import lru_cache
from math import ceil

from markupsafe import Markup

LONGEST_ROW, MOST_BEADS = 24, 96
ACROSS, DOWN = 20, 24
SEATS_PER_BEAD = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)

DotPosition = tuple[int, int]


def bead_worth(seats: int) -> int:
    """How many seats one bead stands for: 1 up to 96 seats, then a round number, so that beads stay large."""
    for worth in SEATS_PER_BEAD:
        if seats <= worth * MOST_BEADS:
            return worth
    return ceil(seats / MOST_BEADS)


def filled_beads(taken: int, seats: int) -> int:
    """How many beads are filled: all or none only when all or no seats are taken. Overbooked counts as
    full."""
    beads = ceil(seats / bead_worth(seats))
    if taken <= 0 or taken >= seats:
        return beads if taken > 0 else 0
    return min(beads - 1, max(1, round(beads * taken / seats)))


def seat_meter_svg(taken: int, seats: int) -> Markup:
    """The beads of an event with ``seats``, in even rows of at most 24; empty for an event without seats."""
    return _meter(ceil(seats / bead_worth(seats)), filled_beads(taken, seats)) if seats > 0 else Markup()


@lru_cache(maxsize=512)
def _meter(beads: int, full: int) -> Markup:
    rows = ceil(beads / LONGEST_ROW)
    row = ceil(beads / rows)
    places = [(10 + ACROSS * (i % row), 12 + DOWN * (i // row)) for i in range(beads)]
    free = _dots(places[full:])
    paths = (
        ("line", _thread(places[:full])),
        ("taken", _dots(places[:full])),
        ("free", free),
        ("inside", free),
    )
    inside = "".join(f'<path class="{name}" d="{drawn}"/>' for name, drawn in paths if drawn)
    return Markup(  # noqa: S704 - numbers of ours alone
        f'<svg viewBox="0 0 {max(row, 16) * ACROSS} {DOWN * rows}" aria-hidden="true" focusable="false">'
        f"{inside}</svg>"
    )


def _thread(places: list[DotPosition]) -> str:
    ends = {y: x for x, y in places}
    return "".join(f"M10 {y}H{x}" for y, x in ends.items())


def _dots(places: list[DotPosition]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in places)
