"""Curve stitching: where the holes of a card lie, and which two each thread joins.

Everything is in the unit square, y downwards. After Mary Everest Boole: straight threads between
evenly spaced holes, and enough of them make a curve that nobody drew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]
Thread = tuple[Point, Point]


@dataclass(frozen=True)
class Stitching:
    """Holes in the order in which they are pricked, threads in the order in which they are drawn."""

    holes: tuple[Point, ...]
    threads: tuple[Thread, ...]

    def moved(self, move: Callable[[Point], Point]) -> "Stitching":
        """The same with each point moved."""
        return Stitching(
            tuple(move(hole) for hole in self.holes),
            tuple((move(start), move(end)) for start, end in self.threads),
        )

    def turned(self, quarters: int) -> "Stitching":
        """Turned by as many quarters; (x, y) becomes (1 − y, x) at each."""
        found = self
        for _ in range(quarters % 4):
            found = found.moved(lambda point: (1 - point[1], point[0]))
        return found


def stitched(threads: list[Thread]) -> Stitching:
    """A stitching whose holes are where its threads begin and end; threads of no length are left out."""
    holes = dict.fromkeys(point for thread in threads for point in thread)
    return Stitching(tuple(holes), tuple(thread for thread in threads if thread[0] != thread[1]))


def corner(n: int) -> Stitching:
    """Two edges that meet at a right angle, lower left: the first card of every child."""
    return stitched([((0.0, i / n), (i / n, 1.0)) for i in range(n + 1)])


def leaf(n: int) -> Stitching:
    """Two corners that face each other, stitched by turns, with the leaf between them."""
    pairs = [(((0.0, i / n), (i / n, 1.0)), ((i / n, 0.0), (1.0, i / n))) for i in range(n + 1)]
    return stitched([thread for pair in pairs for thread in pair])


def star(n: int) -> Stitching:
    """Four corners back to back, stitched by turns from the middle outwards."""
    arms = ((1, -1), (1, 1), (-1, 1), (-1, -1))
    return stitched(
        [
            ((0.5, 0.5 + sy * 0.5 * (1 - i / n)), (0.5 + sx * 0.5 * i / n, 0.5))
            for i in range(n + 1)
            for sx, sy in arms
        ]
    )


def ring(m: int) -> list[Point]:
    """``m`` holes on a circle of radius ½ about the middle, clockwise from the top."""
    return [
        (0.5 + 0.5 * cos(2 * pi * i / m - pi / 2), 0.5 + 0.5 * sin(2 * pi * i / m - pi / 2)) for i in range(m)
    ]


def wheel(m: int, k: int) -> Stitching:
    """Hole i to hole k·i: k = 2 gives a heart (cardioid), 3 two lobes (nephroid), 4 three."""
    holes = ring(m)
    threads = tuple((holes[i], holes[k * i % m]) for i in range(1, m) if k * i % m != i)
    return Stitching(tuple(holes), threads)


def sun(m: int, step: int) -> Stitching:
    """Hole i to hole i + step: rays about an empty middle."""
    holes = ring(m)
    return Stitching(tuple(holes), tuple((holes[i], holes[(i + step) % m]) for i in range(m)))


def bridge(m: int, step: int) -> Stitching:
    """Two bows, one up and one down, laced across."""
    up = [(i / m, 0.5 - 0.32 * sin(pi * i / m)) for i in range(m + 1)]
    low = [(x, 1 - y) for x, y in up]
    laced = [
        thread for i in range(m - step + 1) for thread in ((up[i], low[i + step]), (low[i], up[i + step]))
    ]
    return Stitching(
        tuple(dict.fromkeys(up + low)), tuple(thread for thread in laced if thread[0] != thread[1])
    )
