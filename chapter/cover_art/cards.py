"""From a slug to a card: which figure, where it lies, how many holes, and which hole is the knot.

The rule, all from d = SHA-256 of the slug in UTF-8 (look/README.md, "Cover from a slug", bettered where it
gave ugly cards):

1. Ground d[0] mod 6, kind d[1] mod 6, n = 18 + d[2] mod 9, quarter turns d[3] mod 4, k = 2 + d[4] mod 3.
2. The figure of the kind (patterns.py), turned. k is for suns: a wheel joins i to 2i alone, since with 3i
   or 4i it looked tangled until the last thread.
3. Corner and leaf fill .88 of the card, so that their holes lie far enough inside for a knot. A star is a
   square of 1.25 times the longer side, wheel and sun of 1.3 times the shorter (else only a tangle of their
   middle was seen), off the middle of the card by d[5] and d[6]. A bridge spans the card, lying or standing.
4. Two cards of three (d[7]) have a second corner, n = 14 + d[9] mod 7, .62 of the card, in the corner that
   the figure leaves free; a corner always has one opposite, a leaf none.
5. Threads that don't touch the card are left out, then counted. They are laid in rounds
   (patterns.make_pattern), the first quarter before anybody comes: so an empty room has an airy figure and no
   bare card.
6. The knot is hole d[11] of those at least 14 inside the edge; else the middle.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from chapter.cover_art import patterns
from chapter.cover_art.patterns import Pattern, Point, Thread

Box = tuple[float, float, float, float]
"""Left, top, width, height."""

PATTERN_KINDS = ("corner", "star", "wheel", "sun", "leaf", "bridge")
INSIDE = 14
HERO = (720, 620)
HERO_BOXES: dict[str, Box] = {
    "corner": (40, 60, 640, 420),
    "leaf": (40, 60, 640, 420),
    "star": (36, 16, 720, 720),
    "wheel": (30, 16, 700, 700),
    "sun": (30, 16, 700, 700),
    "bridge": (30, -70, 700, 700),
}
HERO_ON_PHONES = 500
"""How much of a hero's height, in pixels, phones show; the rest is cut off at the lower edge."""


@dataclass(frozen=True)
class Card:
    """A card of ``width`` × ``height`` with all its threads, before anybody has booked."""

    width: float
    height: float
    main: Pattern
    second: Pattern | None
    knot: Point


def slug_digest(slug: str) -> bytes:
    """The digest that everything on a slug's card is derived from; any text will do, even invalid Unicode."""
    return hashlib.sha256(slug.encode("utf-8", "surrogatepass")).digest()


def card(slug: str, width: int, height: int) -> Card:
    """The card of a slug, by the rule above."""
    d = slug_digest(slug)
    kind = PATTERN_KINDS[d[1] % 6]
    figure = _pattern(kind, 18 + d[2] % 9, 2 + d[4] % 3).turned(d[3])
    main = figure.moved(_into(_box(kind, width, height, d)))
    main = Pattern(main.holes, tuple(t for t in main.threads if _crosses(t, width, height)))
    second = None
    if kind != "leaf" and (d[7] % 3 or kind == "corner"):
        second = patterns.corner(14 + d[9] % 7)
        second = _in_corner(second, _free_corner(kind, d), 0.62 * width, 0.62 * height, width, height)
    inside = [hole for hole in main.holes if _lies_inside(hole, width, height)]
    knot = inside[d[11] % len(inside)] if inside else (width / 2, height / 2)
    return Card(width, height, main, second, knot)


def _pattern(kind: str, n: int, k: int) -> Pattern:
    if kind == "wheel":
        return patterns.wheel(4 * n)
    if kind == "sun":
        return patterns.sun(3 * n, round(3 * n * (0.30 + 0.03 * k)))
    if kind == "bridge":
        return patterns.bridge(2 * n, n // 2)
    return {"corner": patterns.corner, "leaf": patterns.leaf, "star": patterns.star}[kind](n)


def _box(kind: str, width: float, height: float, d: bytes) -> Box:
    """The box of the unit square of a kind on the card. Round figures lie off the middle, never half
    outside."""
    if kind in {"corner", "leaf"}:
        return (0.06 * width, 0.06 * height, 0.88 * width, 0.88 * height)
    across, down = _off_middle(d[5]), _off_middle(d[6])
    if kind == "bridge":
        wide, high = (0.96, 1.25) if d[3] % 2 == 0 else (1.0, 0.96)
        return (width * (0.5 - wide / 2), height * (0.5 - high / 2), width * wide, height * high)
    side = 1.25 * max(width, height) if kind == "star" else 1.3 * min(width, height)
    return (width * across - side / 2, height * down - side / 2, side, side)


def _off_middle(byte: int) -> float:
    """Map a byte to .28 to .42 or .58 to .72."""
    return (0.28 if byte < 128 else 0.58) + 0.14 * (byte % 128) / 127


def _free_corner(kind: str, d: bytes) -> int:
    """The corner of the card that the main figure leaves free, as turns of ``patterns.corner``."""
    if kind == "corner":
        return (d[3] + 2) % 4
    if kind == "bridge":
        return d[8] % 4
    left, upper = d[5] >= 128, d[6] >= 128
    return {(True, False): 0, (True, True): 1, (False, True): 2, (False, False): 3}[left, upper]


def _in_corner(
    pattern: Pattern, turns: int, wide: float, high: float, width: float, height: float
) -> Pattern:
    """``pattern`` turned, with its right angle in a corner of the card: 0 lower left, then clockwise."""
    left = width - wide if turns in {2, 3} else 0.0
    top = height - high if turns in {0, 3} else 0.0
    return pattern.turned(turns).moved(_into((left, top, wide, high)))


def _into(box: Box) -> Callable[[Point], Point]:
    left, top, wide, high = box
    return lambda point: (left + wide * point[0], top + high * point[1])


def _seen(figure: Pattern, width: float, height: float) -> Pattern:
    """The part of ``figure`` that lies on the card."""
    holes = tuple((x, y) for x, y in figure.holes if -2 <= x <= width + 2 and -2 <= y <= height + 2)
    return Pattern(holes, tuple(thread for thread in figure.threads if _crosses(thread, width, height)))


def _lies_inside(hole: Point, width: float, height: float) -> bool:
    return INSIDE <= hole[0] <= width - INSIDE and INSIDE <= hole[1] <= height - INSIDE


def _crosses(thread: Thread, width: float, height: float) -> bool:
    """Whether any part of a thread lies on the card (Liang–Barsky)."""
    (x, y), (to_x, to_y) = thread
    first, last = 0.0, 1.0
    for run, room in ((x - to_x, x), (to_x - x, width - x), (y - to_y, y), (to_y - y, height - y)):
        if run == 0 and room < 0:
            return False
        if run < 0:
            first = max(first, room / run)
        elif run > 0:
            last = min(last, room / run)
    return first < last


def hero_card(slug: str) -> Card:
    """The large card at the right of a banner, which goes on above it: nothing touches its upper edge.

    What matters lies left and above, since a narrow field cuts off the right and a phone the lower part.
    """
    d = slug_digest(slug)
    kind = PATTERN_KINDS[d[1] % 6]
    width, height = HERO
    turns = {"corner": 2 + d[3] % 2, "bridge": d[3] % 2 * 2}.get(kind, d[3] % 4)
    main = _pattern(kind, 26 + d[2] % 9, 2 + d[4] % 3).turned(turns).moved(_into(HERO_BOXES[kind]))
    second = None
    if kind == "corner":
        second = patterns.corner(28).turned(turns + 2).moved(_into(HERO_BOXES[kind]))
    elif kind != "leaf":
        second = _in_corner(patterns.corner(24), 3, 0.62 * width, 0.62 * height, width, height)
    seen = [hole for hole in main.holes if _lies_inside(hole, 0.66 * width, HERO_ON_PHONES)]
    return Card(width, height, _seen(main, width, height), second, seen[d[11] % len(seen)])


def threads_drawn(count: int, taken: int | None, seats: int | None) -> int:
    """How many of ``count`` threads are drawn: a quarter for an empty event, all for a full one.

    Also all without ``seats``. The quarter is the first round of the needle, an airy whole figure.
    """
    if taken is None or not seats:
        return count
    share = min(1.0, max(0, taken) / seats)
    return ceil(count * (1 + 3 * share) / 4)
