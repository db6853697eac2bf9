"""The meter of a drive: a bridge of threads, each an equal part of the goal."""

from functools import lru_cache
from math import pi, sin

from markupsafe import Markup

THREADS = 64
HOLES, STEP = 72, 8
WIDTH, HEIGHT = 1000, 170
KNOT = 9


def threads_drawn(raised: int, goal: int) -> int:
    """How many threads the meter has: all only when the goal is reached, one as soon as anything is
    raised."""
    if raised <= 0 or goal <= 0:
        return 0
    return min(THREADS, max(1, raised * THREADS // goal))


@lru_cache(maxsize=THREADS + 1)
def goal_meter_svg(threads: int) -> Markup:
    """The meter with that many threads; the knot is where the next one ends. The page says the same in words
    beside it."""
    lines = "".join(f"M{_up(i)}L{_low(i + STEP)}M{_low(i)}L{_up(i + STEP)}" for i in range(threads))
    dots = "".join(f"M{_up(i)}h0M{_low(i)}h0" for i in range(HOLES + 1))
    x, y = _low(threads + STEP).split(" ")
    return Markup(  # noqa: S704 - numbers of ours alone
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path class="threads" d="{lines}"/><path class="holes" d="{dots}"/>'
        f'<circle class="knot" cx="{x}" cy="{y}" r="{KNOT}"/></svg>'
    )


def _up(i: int) -> str:
    return _point(i, -1)


def _low(i: int) -> str:
    return _point(i, 1)


def _point(i: int, side: int) -> str:
    bow = sin(pi * i / HOLES) * (HEIGHT / 2 - 6)
    return f"{WIDTH * i / HOLES:.1f} {HEIGHT / 2 + side * bow:.1f}"
