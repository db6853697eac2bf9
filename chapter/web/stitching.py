"""The chapter's pictures: curve-stitched cards out of a slug and the seats taken.

A picture is never decoration: each thread is one person's yes, so a cover is finished when the room is
full, and one filled dot, the knot, stands where one begins. All is drawn from the SHA-256 of the slug,
so that a cover never changes but by people. Colors come from the classes and from the ``data-ground``
around; only pictures for mail and for the tab of a browser carry their own.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from markupsafe import Markup

from chapter.web import threads
from chapter.web.threads import Point, Stitching, Thread

GROUNDS = {
    "aubergine": ("#3a1540", "#fffbf5", "#fb9145", "#f9c9cd"),
    "apricot": ("#fb9145", "#2a1030", "#2a1030", "#fffbf5"),
    "petal": ("#f9c9cd", "#2a1030", "#a43a0b", "#3a1540"),
    "lake": ("#bcdcdc", "#2a1030", "#3a1540", "#245a3c"),
    "butter": ("#fadc8a", "#2a1030", "#a43a0b", "#3a1540"),
    "leaf": ("#245a3c", "#fffbf5", "#fadc8a", "#f9c9cd"),
}
"""Ground, holes, threads, second threads and knot; the day's colors of static/css/tokens.css."""

KINDS = ("corner", "star", "wheel", "sun", "leaf", "bridge")
FEWEST = 3
"""Threads that even an empty room has: they show where it goes."""

INSIDE = 14
KNOT = 8
HERO = 1440
HERO_KNOT = 13


@dataclass(frozen=True)
class Card:
    """A card of ``width`` × ``height`` before anybody has said yes."""

    width: float
    height: float
    main: Stitching
    second: Stitching | None
    knot: Point


def _digest(slug: str) -> bytes:
    return hashlib.sha256(slug.encode("utf-8", "surrogatepass")).digest()


def cover_ground(slug: str) -> str:
    """The dyed ground of a slug's cover, for ``data-ground``."""
    return tuple(GROUNDS)[_digest(slug)[0] % 6]


def avatar_ground(name: str) -> str:
    """The ground under somebody's initials."""
    return cover_ground(name)


@lru_cache(maxsize=512)
def _card(slug: str, width: int, height: int) -> Card:
    d = _digest(slug)
    kind = KINDS[d[1] % 6]
    n, quarters, k = 18 + d[2] % 9, d[3] % 4, 2 + d[4] % 3
    main = _placed(_pattern(kind, n, k).turned(quarters), kind, width, height, d)
    main = Stitching(main.holes, tuple(t for t in main.threads if _crosses(t, width, height)))
    second = None
    if d[7] % 3:
        turns = (quarters + 2) % 4 if kind == "corner" else d[8] % 4
        second = _in_corner(threads.corner(14 + d[9] % 7).turned(turns), turns, width, height)
    inside = [hole for hole in main.holes if _lies_inside(hole, width, height)]
    knot = inside[d[11] % len(inside)] if inside else (width / 2, height / 2)
    return Card(width, height, main, second, knot)


def _pattern(kind: str, n: int, k: int) -> Stitching:
    if kind == "wheel":
        return threads.wheel(4 * n, k)
    if kind == "sun":
        return threads.sun(3 * n, round(3 * n * (0.30 + 0.03 * k)))
    if kind == "bridge":
        return threads.bridge(2 * n, n // 2)
    return {"corner": threads.corner, "leaf": threads.leaf, "star": threads.star}[kind](n)


def _placed(pattern: Stitching, kind: str, width: int, height: int, d: bytes) -> Stitching:
    if kind in {"corner", "leaf"}:
        return pattern.moved(lambda p: (width * (0.04 + 0.92 * p[0]), height * (0.04 + 0.92 * p[1])))
    side = max(width, height) * (0.95 if kind == "bridge" else 1.25)
    left = width * (0.25 + 0.5 * d[5] / 255) - side / 2
    top = height * (0.25 + 0.5 * d[6] / 255) - side / 2
    return pattern.moved(lambda p: (left + side * p[0], top + side * p[1]))


def _in_corner(pattern: Stitching, turns: int, width: int, height: int) -> Stitching:
    wide, high = 0.62 * width, 0.62 * height
    left = width - wide if turns in {2, 3} else 0.0
    top = height - high if turns in {0, 3} else 0.0
    return pattern.moved(lambda p: (left + wide * p[0], top + high * p[1]))


def _lies_inside(hole: Point, width: float, height: float) -> bool:
    return INSIDE <= hole[0] <= width - INSIDE and INSIDE <= hole[1] <= height - INSIDE


def _crosses(thread: Thread, width: float, height: float) -> bool:
    """Whether a thread is seen on the card at all (Liang–Barsky)."""
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


def drawn(count: int, taken: int | None, seats: int | None) -> int:
    """How many of ``count`` threads are drawn: all, or as many as the room is full."""
    if taken is None or not seats:
        return count
    return min(count, max(FEWEST, ceil(count * taken / seats)))


@lru_cache(maxsize=1024)
def _inside_of(slug: str, width: int, height: int, shown: int) -> str:
    return _inside(_card(slug, width, height), shown, KNOT)


def cover(
    slug: str, width: int = 480, height: int = 300, taken: int | None = None, seats: int | None = None
) -> Markup:
    """The card of a slug, with as many threads as the room is full; all of them without ``seats``.

    480 × 300 for a wide one, 300 × 300 in lists. Its ``data-ground`` is ``cover_ground(slug)``.
    """
    shown = drawn(len(_card(slug, width, height).main.threads), taken, seats)
    return _svg(width, height, _inside_of(slug, width, height, shown), "xMidYMid slice")


@lru_cache(maxsize=128)
def _hero_card(slug: str, height: int) -> Card:
    """The large figure at the right of a banner; its left half stays free for words."""
    d = _digest(slug)
    kind = KINDS[d[1] % 6]
    side = 300 + 0.64 * height
    left, top = 850 - 0.18 * (height - 620), 0.55 * height - side / 2
    turns = 2 + d[3] % 2 if kind == "corner" else d[3] % 4
    pattern = _pattern(kind, 28 + d[2] % 9, 2 + d[4] % 2).turned(turns)
    main = pattern.moved(lambda p: (left + side * p[0], top + side * p[1]))
    turns = 5 - turns if kind == "corner" else 2 + d[8] % 2
    lower = height - 0.62 * side if turns == 3 else 0.0
    second = threads.corner(24).turned(turns)
    second = second.moved(lambda p: (HERO - 0.62 * side * (1 - p[0]), lower + 0.62 * side * p[1]))
    seen = [(x, y) for x, y in main.holes if left <= x <= HERO - 60 and 40 <= y <= 0.66 * height]
    knot = seen[d[11] % len(seen)] if seen else (left + side / 2, top + side / 2)
    return Card(HERO, height, main, second, knot)


@lru_cache(maxsize=256)
def _inside_of_hero(slug: str, height: int, shown: int) -> str:
    return _inside(_hero_card(slug, height), shown, HERO_KNOT)


def hero(slug: str, taken: int | None = None, seats: int | None = None, height: int = 620) -> Markup:
    """The same idea as the cover, large, behind the head of a page: 1440 units wide, filled like a cover."""
    shown = drawn(len(_hero_card(slug, height).main.threads), taken, seats)
    return _svg(HERO, height, _inside_of_hero(slug, height, shown), "xMaxYMin slice", "figure")


@lru_cache(maxsize=1)
def footer_figure() -> Markup:
    """The quiet corner at the upper right of each footer."""
    return _svg(400, 400, _path("threads", _placed_corner(22, 380, 20, 0)), "xMaxYMin slice")


@lru_cache(maxsize=1)
def mark() -> Markup:
    """The chapter's mark: the first card, and the knot where it begins."""
    threads_ = _lines(_placed_corner(9, 34, 3, 3, turns=0))
    return Markup(  # noqa: S704 - numbers of ours alone
        '<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" '
        f'stroke-width="1.1"><path d="{threads_}"/>'
        '<circle cx="3" cy="37" r="3" fill="currentColor" stroke="none"/></svg>'
    )


@lru_cache(maxsize=1)
def mark_picture() -> str:
    """The mark as a file of its own, on its ground: few, strong threads, since a tab shows 16 pixels."""
    ground, _, first, second = GROUNDS["aubergine"]
    stitches = _lines(_placed_corner(4, 25, 8, 7, turns=0))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
        f'<rect width="40" height="40" rx="9" fill="{ground}"/>'
        f'<path d="{stitches}" fill="none" stroke="{first}" stroke-width="2"/>'
        f'<circle cx="9" cy="31" r="5" fill="{second}"/></svg>'
    )


def _placed_corner(n: int, side: float, left: float, top: float, turns: int = 2) -> tuple[Thread, ...]:
    corner = threads.corner(n).turned(turns)
    return corner.moved(lambda p: (left + side * p[0], top + side * p[1])).threads


def cover_picture(slug: str, width: int, height: int) -> str:
    """The whole card as a file of its own, with the day's colors in it."""
    ground, holes, first, second = GROUNDS[cover_ground(slug)]
    inside = _inside_of(slug, width, height, len(_card(slug, width, height).main.threads))
    for name, look in (
        ("threads-2", f'fill="none" stroke="{second}" stroke-opacity=".8"'),
        ("threads", f'fill="none" stroke="{first}" stroke-width="1.15"'),
        (
            "holes",
            f'fill="none" stroke="{holes}" stroke-opacity=".55" stroke-width="3.2" stroke-linecap="round"',
        ),
        ("knot", f'fill="{second}" stroke="{ground}" stroke-width="3"'),
    ):
        inside = inside.replace(f'class="{name}"', look)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>{inside}</svg>'
    )


def _inside(card: Card, shown: int, knot: int) -> str:
    second = _path("threads-2", card.second.threads) if card.second else ""
    holes = _dots(card.main.holes, card.width, card.height)
    return (
        f'{second}{_path("threads", card.main.threads[:shown])}<path class="holes" d="{holes}"/>'
        f'<circle class="knot" cx="{_short(card.knot[0])}" cy="{_short(card.knot[1])}" r="{knot}"/>'
    )


def _path(css: str, found: tuple[Thread, ...]) -> str:
    return f'<path class="{css}" d="{_lines(found)}"/>'


def _svg(width: int, height: int, inside: str, fit: str, css: str = "") -> Markup:
    named = f' class="{css}"' if css else ""
    return Markup(  # noqa: S704 - numbers and words of ours alone
        f'<svg{named} viewBox="0 0 {width} {height}" preserveAspectRatio="{fit}" aria-hidden="true" '
        f'focusable="false">{inside}</svg>'
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _lines(found: tuple[Thread, ...]) -> str:
    return "".join(f"M{_short(a)} {_short(b)}L{_short(c)} {_short(d)}" for (a, b), (c, d) in found)


def _dots(holes: tuple[Point, ...], width: float, height: float) -> str:
    return "".join(
        f"M{_short(x)} {_short(y)}h0" for x, y in holes if -2 <= x <= width + 2 and -2 <= y <= height + 2
    )
