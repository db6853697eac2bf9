"""Curve stitching: where the holes of a card lie, and which two each thread joins.

Everything is in the unit square, y downwards. After Mary Everest Boole: straight threads between
evenly spaced holes, and enough of them make a curve that nobody drew.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]
Thread = tuple[Point, Point]


@dataclass(frozen=True)
class Pattern:
    """Holes in the order in which they are pricked, threads in the order in which they are drawn."""

    holes: tuple[Point, ...]
    threads: tuple[Thread, ...]

    def moved(self, move: Callable[[Point], Point]) -> "Pattern":
        """The pattern with ``move`` applied to each point."""
        return Pattern(
            tuple(move(hole) for hole in self.holes),
            tuple((move(start), move(end)) for start, end in self.threads),
        )

    def turned(self, quarters: int) -> "Pattern":
        """The pattern turned by as many quarters; (x, y) becomes (1 − y, x) at each."""
        return self.moved(TURNS[quarters % 4])


TURNS: tuple[Callable[[Point], Point], ...] = (
    lambda point: point,
    lambda point: (1 - point[1], point[0]),
    lambda point: (1 - point[0], 1 - point[1]),
    lambda point: (point[1], 1 - point[0]),
)


def make_pattern(stitches: Sequence[tuple[Thread, ...]], holes: Iterable[Point] = ()) -> Pattern:
    """Make a pattern from stitches of one thread or several, laid in three rounds.

    First each fourth stitch, then those halfway between, then the rest: so a card is a whole figure, only an
    airy one, long before its last thread. Threads of no length, and duplicate ones, are left out. Holes are
    those given, else where threads begin and end.
    """
    rounds = [*stitches[::4], *stitches[2::4], *stitches[1::2]]
    laid = dict.fromkeys(thread for stitch in rounds for thread in stitch if thread[0] != thread[1])
    pricked = dict.fromkeys(holes) or dict.fromkeys(
        point for one in stitches for thread in one for point in thread
    )
    return Pattern(tuple(pricked), tuple(laid))


def corner(n: int) -> Pattern:
    """Two edges that meet at a right angle, lower left: the first card of every child."""
    return make_pattern([(((0.0, i / n), (i / n, 1.0)),) for i in range(n + 1)])


def leaf(n: int) -> Pattern:
    """Two corners that face each other, with the leaf between them."""
    return make_pattern(
        [(((0.0, i / n), (i / n, 1.0)), ((1 - i / n, 0.0), (1.0, 1 - i / n))) for i in range(n + 1)]
    )


def star(n: int) -> Pattern:
    """Four corners back to back."""
    arms = ((1, -1), (1, 1), (-1, 1), (-1, -1))
    return make_pattern(
        [
            tuple(
                ((0.5, 0.5 + down * 0.5 * (1 - i / n)), (0.5 + right * 0.5 * i / n, 0.5))
                for right, down in arms
            )
            for i in range(n + 1)
        ]
    )


def ring(m: int) -> list[Point]:
    """``m`` holes on a circle of radius ½ about the middle, clockwise from the top."""
    angles = [2 * pi * i / m - pi / 2 for i in range(m)]
    return [(0.5 + 0.5 * cos(angle), 0.5 + 0.5 * sin(angle)) for angle in angles]


def wheel(m: int) -> Pattern:
    """Hole i to hole 2i: a heart (cardioid)."""
    holes = ring(m)
    return make_pattern([((holes[i], holes[2 * i % m]),) for i in range(1, m)], holes)


def sun(m: int, step: int) -> Pattern:
    """Hole i to hole i + step: rays about an empty middle."""
    holes = ring(m)
    return make_pattern([((holes[i], holes[(i + step) % m]),) for i in range(m)], holes)


def bridge(m: int, step: int) -> Pattern:
    """Two bows, one up and one down, laced across."""
    up = [(i / m, 0.5 - 0.32 * sin(pi * i / m)) for i in range(m + 1)]
    low = [(x, 1 - y) for x, y in up]
    laced = [((up[i], low[i + step]), (low[i], up[i + step])) for i in range(m - step + 1)]
    return make_pattern(laced, up + low)
