"""Seats as beads on threads: filled when taken, open when free. The number stands in words beside it."""

from functools import lru_cache
from math import ceil

from markupsafe import Markup

LONGEST_ROW, MOST_BEADS = 24, 96
STEP = 20
WORTHS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


def bead_worth(seats: int) -> int:
    """How many seats one bead stands for: 1 up to 96 seats, then a round number, so that beads stay large."""
    for worth in WORTHS:
        if seats <= worth * MOST_BEADS:
            return worth
    return ceil(seats / MOST_BEADS)


def filled(taken: int, seats: int) -> int:
    """Beads that are filled: all and none only when all or no seats are taken. Over-full is full."""
    beads = ceil(seats / bead_worth(seats))
    if taken <= 0 or taken >= seats:
        return beads if taken > 0 else 0
    return min(beads - 1, max(1, round(beads * taken / seats)))


def seat_meter(taken: int, seats: int) -> Markup:
    """The beads of a room of ``seats``, in even rows of at most 24; nothing for a room without seats."""
    return _meter(ceil(seats / bead_worth(seats)), filled(taken, seats)) if seats > 0 else Markup()


@lru_cache(maxsize=512)
def _meter(beads: int, full: int) -> Markup:
    rows = ceil(beads / LONGEST_ROW)
    row = ceil(beads / rows)
    places = [(10 + STEP * (i % row), 12 + 24 * (i // row)) for i in range(beads)]
    line = "".join(
        f"M10 {12 + 24 * r}H{places[min(full, row * (r + 1)) - 1][0]}" for r in range(rows) if full > row * r
    )
    drawn = f'<path class="line" d="{line}"/>' if line else ""
    inside = f"{drawn}{_group('taken', places[:full])}{_group('free', places[full:])}"
    return Markup(  # noqa: S704 - numbers of ours alone
        f'<svg viewBox="0 0 {max(row, 12) * STEP} {24 * rows}" aria-hidden="true" focusable="false">'
        f"{inside}</svg>"
    )


def _group(css: str, places: list[tuple[int, int]]) -> str:
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="5.5"/>' for x, y in places)
    return f'<g class="{css}">{circles}</g>' if places else ""
