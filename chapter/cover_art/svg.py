"""The chapter's pictures: curve-stitched cards out of a slug and the seats taken.

A cover shows occupancy: each thread is one person's booking, so a cover is complete when the event is full,
and one filled dot, the knot, marks where one begins. All is drawn from the SHA-256 of the slug (cards.py has
the rule), so that a cover never changes but by bookings. Colors come from the classes and from the
``data-ground`` around; only the files at the end of this module carry their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from chapter.cover_art import cards, patterns
from chapter.cover_art.cards import Card
from chapter.cover_art.patterns import Point, Thread

GROUNDS = {
    "aubergine": ("#3a1540", "#fffbf5", "#fb9145", "#f9c9cd"),
    "apricot": ("#fb9145", "#2a1030", "#2a1030", "#fffbf5"),
    "petal": ("#f9c9cd", "#2a1030", "#a43a0b", "#3a1540"),
    "lake": ("#bcdcdc", "#2a1030", "#3a1540", "#245a3c"),
    "butter": ("#fadc8a", "#2a1030", "#a43a0b", "#3a1540"),
    "leaf": ("#245a3c", "#fffbf5", "#fadc8a", "#f9c9cd"),
}
"""Ground, holes, threads, second threads and knot; the day's colors of static/css/tokens.css."""

KNOT = 8
HERO_KNOT = 12


@dataclass(frozen=True)
class Drawing:
    """A card as SVG, except for how many of its threads are drawn."""

    background: str
    threads: tuple[str, ...]
    before: str

    def filled(self, taken: int | None, seats: int | None) -> str:
        """The SVG with threads in proportion to the seats ``taken``."""
        shown = "".join(self.threads[: cards.threads_drawn(len(self.threads), taken, seats)])
        return f'{self.background}<path class="threads" d="{shown}"/>{self.before}'


def ground_of(slug: str) -> str:
    """The dyed ground of a slug's cover, for ``data-ground``."""
    return tuple(GROUNDS)[cards.slug_digest(slug)[0] % 6]


def avatar_ground(name: str) -> str:
    """The ground under a person's initials."""
    return ground_of(name)


def cover_svg(
    slug: str, width: int = 480, height: int = 300, taken: int | None = None, seats: int | None = None
) -> Markup:
    """The card of a slug, with threads in proportion to the seats taken; all of them without ``seats``.

    480 × 300 for a wide one, 300 × 300 in lists. Its ``data-ground`` is ``ground_of(slug)``.
    """
    return _svg(width, height, _cover(slug, width, height).filled(taken, seats), "xMidYMid slice")


def hero_svg(slug: str, taken: int | None = None, seats: int | None = None) -> Markup:
    """The same figure, large, for the field at the top of a page; never cut off at the left or above."""
    return _svg(*cards.HERO, _hero(slug).filled(taken, seats), "xMinYMin slice", "figure")


@lru_cache(maxsize=256)
def _cover(slug: str, width: int, height: int) -> Drawing:
    return _drawing(cards.card(slug, width, height), KNOT)


@lru_cache(maxsize=64)
def _hero(slug: str) -> Drawing:
    return _drawing(cards.hero_card(slug), HERO_KNOT)


@lru_cache(maxsize=1)
def mark_svg() -> Markup:
    """The chapter's logo: the first card, and the knot where it begins."""
    stitches = _lines(_corner(9, side=34, left=3, top=3))
    return Markup(  # noqa: S704 - numbers of ours alone
        '<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" '
        f'stroke-width="1.1"><path d="{stitches}"/>'
        '<circle cx="3" cy="37" r="3" fill="currentColor" stroke="none"/></svg>'
    )


@lru_cache(maxsize=1)
def footer_svg() -> Markup:
    """The small corner figure at the upper right of each footer."""
    return _svg(400, 400, _path("threads", _corner(22, side=380, left=20, top=0, turns=2)), "xMaxYMin slice")


@lru_cache(maxsize=1)
def icon_svg() -> str:
    """The logo as a file of its own, on its ground: few, strong threads, since a tab shows 16 pixels."""
    ground, _, first, second = GROUNDS["aubergine"]
    stitches = _lines(_corner(4, side=25, left=8, top=7))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
        f'<rect width="40" height="40" rx="9" fill="{ground}"/>'
        f'<path d="{stitches}" fill="none" stroke="{first}" stroke-width="2"/>'
        f'<circle cx="9" cy="31" r="5" fill="{second}"/></svg>'
    )


def standalone_svg(slug: str, taken: int | None = None, seats: int | None = None) -> str:
    """The cover of a slug as a file of its own, upright, in its ground's own colors, for a picture."""
    ground, holes, first, second = GROUNDS[ground_of(slug)]
    drawn = _cover(slug, 300, 380).filled(taken, seats)
    for name, look in {
        "threads-2": f'fill="none" stroke="{second}" stroke-width="1" opacity=".8"',
        "threads": f'fill="none" stroke="{first}" stroke-width="1.15"',
        "holes": f'fill="none" stroke="{holes}" stroke-width="3.2" stroke-linecap="round" opacity=".5"',
        "knot": f'fill="{second}" stroke="{ground}" stroke-width="3"',
    }.items():
        drawn = drawn.replace(f'class="{name}"', look)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 380">'
        f'<rect width="300" height="380" fill="{ground}"/>{drawn}</svg>'
    )


def _corner(n: int, *, side: float, left: float, top: float, turns: int = 0) -> tuple[Thread, ...]:
    corner = patterns.corner(n).turned(turns)
    return corner.moved(lambda point: (left + side * point[0], top + side * point[1])).threads


def _drawing(card: Card, knot: int) -> Drawing:
    x, y = card.knot
    dots = "".join(f"M{_pair(hole)}h0" for hole in card.main.holes)
    return Drawing(
        background=_path("threads-2", card.second.threads) if card.second else "",
        threads=tuple(_line(thread) for thread in card.main.threads),
        before=f'<path class="holes" d="{dots}"/>'
        f'<circle class="knot" cx="{_short(x)}" cy="{_short(y)}" r="{knot}"/>',
    )


def _svg(width: int, height: int, inside: str, fit: str, css: str = "") -> Markup:
    named = f' class="{css}"' if css else ""
    return Markup(  # noqa: S704 - numbers and words of ours alone
        f'<svg{named} viewBox="0 0 {width} {height}" preserveAspectRatio="{fit}" aria-hidden="true" '
        f'focusable="false">{inside}</svg>'
    )


def _path(css: str, found: Iterable[Thread]) -> str:
    return f'<path class="{css}" d="{_lines(found)}"/>'


def _lines(found: Iterable[Thread]) -> str:
    return "".join(_line(thread) for thread in found)


def _line(thread: Thread) -> str:
    return f"M{_pair(thread[0])}L{_pair(thread[1])}"


def _pair(point: Point) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(number: float) -> str:
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
