"""Curve stitching: straight threads between holes in a card, computed from a word.

Everything here is a pure function, so what it returns may be kept by each process on its own. Pictures
carry classes only (css/components/cover.css gives them color), but for `cover_svg_standalone`.

The rule, from the bytes ``d`` of SHA-256 of the slug: ground ``d[0]``, kind ``d[1]``, density ``d[2]``,
turns ``d[3]``, pattern ``d[4]``, middle ``d[5], d[6]``, second corner ``d[7]`` to ``d[9]``, knot ``d[11]``.
Where the first draft of the rule gave poor cards, this one differs:

- the middle of a round figure stays in the middle half of the card, so that it is never mostly cut off;
- threads and holes that no one can see are left out, and a seat is always a thread that can be seen;
- threads that nobody has drawn yet are still there, faint, like the pencil lines on a card;
- a wheel has 3n holes instead of 4n and multiplies by 2 or 3 only; with more it looks busy;
- the second corner lies where the first figure is not, and only with kinds that leave room for it;
- the knot is always at a hole, never loose in the middle.
"""

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

Point = tuple[float, float]
Thread = tuple[Point, Point]
Box = tuple[float, float, float, float]
"""Left, top, width and height."""


@dataclass(frozen=True)
class Ground:
    """A dyed card: its color, the text on it, and its two threads."""

    name: str
    fill: str
    ink: str
    thread_1: str
    thread_2: str


NIGHT, CHALK = "#2a1030", "#fffbf5"
GROUNDS = (
    Ground("aubergine", "#3a1540", CHALK, "#fb9145", "#f9c9cd"),
    Ground("apricot", "#fb9145", NIGHT, NIGHT, CHALK),
    Ground("petal", "#f9c9cd", NIGHT, "#a43a0b", "#3a1540"),
    Ground("lake", "#bcdcdc", NIGHT, "#3a1540", "#245a3c"),
    Ground("butter", "#fadc8a", NIGHT, "#a43a0b", "#3a1540"),
    Ground("leaf", "#245a3c", CHALK, "#fadc8a", "#f9c9cd"),
)
KNOT = 8
"""Radius of the knot."""

HERO = (720, 620)
BEADS_IN_A_ROW = 24
MOST_BEADS = 96


@dataclass(frozen=True)
class Recipe:
    """What a word becomes: everything that is drawn follows from this."""

    ground: Ground
    kind: str
    n: int
    turns: int
    k: int
    middle: Point
    corner: tuple[int, int] | None
    knot: int


@dataclass(frozen=True)
class Drawing:
    """Threads and holes in their place. ``behind`` is the second corner."""

    threads: tuple[Thread, ...]
    holes: tuple[Point, ...]
    behind: tuple[Thread, ...]
    knot: Point


# The six figures, in the unit square, y downwards.


def corner(n: int) -> list[Thread]:
    """Two sides of a right angle at the lower left; the threads make a parabola."""
    return [((0, i / n), (i / n, 1)) for i in range(n + 1)]


def star(n: int, _k: int = 2) -> list[Thread]:
    """Four corners back to back."""
    signs = ((1, -1), (1, 1), (-1, 1), (-1, -1))
    return [
        ((0.5, 0.5 + sy * 0.5 * (1 - i / n)), (0.5 + sx * 0.5 * i / n, 0.5))
        for sx, sy in signs
        for i in range(n + 1)
    ]


def wheel(n: int, k: int) -> list[Thread]:
    """Holes on a circle, each joined to its k-fold: a cardioid (2) or a nephroid (3)."""
    m = 3 * n
    return [(_on_circle(i, m), _on_circle(k * i, m)) for i in range(1, m)]


def sun(n: int, k: int) -> list[Thread]:
    """Holes on a circle, each joined to one a third or more of the way round: a circle within."""
    m = 3 * n
    step = round(m * (0.30 + 0.03 * k))
    return [(_on_circle(i, m), _on_circle(i + step, m)) for i in range(m)]


def leaf(n: int, _k: int = 2) -> list[Thread]:
    """Two corners that face each other."""
    return corner(n) + [((i / n, 0), (1, i / n)) for i in range(n + 1)]


def bridge(n: int, _k: int = 2) -> list[Thread]:
    """Two arches, laced to each other."""
    m = 2 * n
    reach = m // 4

    def arch(i: int, way: int) -> Point:
        return i / m, 0.5 + way * 0.32 * math.sin(math.pi * i / m)

    return [(arch(i, way), arch(i + reach, -way)) for i in range(m - reach + 1) for way in (-1, 1)]


FIGURES: dict[str, Callable[[int, int], list[Thread]]] = {
    "corner": lambda n, _k: corner(n),
    "star": star,
    "wheel": wheel,
    "sun": sun,
    "leaf": leaf,
    "bridge": bridge,
}
FILLING = {"corner", "leaf"}
"""Kinds that fill the card; the others are squares around a middle."""


@lru_cache(maxsize=1024)
def recipe(slug: str) -> Recipe:
    """What follows from ``slug``."""
    d = hashlib.sha256(slug.encode()).digest()
    kind = tuple(FIGURES)[d[1] % 6]
    turns = d[3] % 4
    middle = (0.34 + 0.32 * d[5] / 255, 0.34 + 0.32 * d[6] / 255)
    second = None
    if d[7] % 3 and kind != "leaf":
        second = (14 + d[9] % 7, (turns + 2) % 4 if kind == "corner" else _far_corner(middle))
    return Recipe(
        ground=GROUNDS[d[0] % 6],
        kind=kind,
        n=18 + d[2] % 9,
        turns=turns,
        k=2 + d[4] % (2 if kind == "wheel" else 3),
        middle=middle,
        corner=second,
        knot=d[11],
    )


def ground_of(slug: str) -> str:
    """The name of the ground, for ``data-ground``."""
    return recipe(slug).ground.name


def avatar_ground(name: str) -> str:
    """The name of the ground behind somebody's initials."""
    return GROUNDS[hashlib.sha256(name.encode()).digest()[0] % 6].name


@lru_cache(maxsize=512)
def cover_svg(
    slug: str, width: int = 480, height: int = 300, taken: int | None = None, seats: int | None = None
) -> Markup:
    """The cover of ``slug``, in units of ``width`` × ``height``.

    With ``seats``, as many threads are drawn as seats are taken; else all of them.
    """
    drawing = _cover(recipe(slug), width, height)
    inside = _with_classes(drawing, _drawn(len(drawing.threads), taken, seats), KNOT)
    return Markup(  # noqa: S704 - numbers and our own words only
        f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        f"{inside}</svg>"
    )


@lru_cache(maxsize=512)
def hero_svg(slug: str, taken: int | None = None, seats: int | None = None) -> Markup:
    """The same figure, large, for the field at the top of a page; its left side is never cut off."""
    drawing = _hero(recipe(slug))
    inside = _with_classes(drawing, _drawn(len(drawing.threads), taken, seats), 12)
    width, height = HERO
    return Markup(  # noqa: S704 - numbers and our own words only
        f'<svg class="figure" viewBox="0 0 {width} {height}" preserveAspectRatio="xMinYMid slice" '
        f'aria-hidden="true">{inside}</svg>'
    )


@lru_cache(maxsize=256)
def cover_svg_standalone(slug: str, width: int, height: int, title: str | None = None) -> str:
    """The whole cover as a file of its own, with colors in it: where no style sheet reaches."""
    made = recipe(slug)
    drawing, ground = _cover(made, width, height), made.ground
    name = f"<title>{escape(title)}</title>" if title else ""
    behind = f'<path d="{_lines(drawing.behind)}" stroke="{ground.thread_2}" opacity=".8"/>'
    x, y = drawing.knot
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" fill="none">{name}'
        f'<rect width="{width}" height="{height}" fill="{ground.fill}"/>{behind if drawing.behind else ""}'
        f'<path d="{_lines(drawing.threads)}" stroke="{ground.thread_1}" stroke-width="1.15"/>'
        f'<path d="{_dots(drawing.holes)}" stroke="{ground.ink}" stroke-width="3.2" '
        f'stroke-linecap="round" opacity=".5"/>'
        f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{KNOT}" fill="{ground.thread_2}" '
        f'stroke="{ground.fill}" stroke-width="3"/></svg>'
    )


@lru_cache(maxsize=1)
def mark_svg() -> Markup:
    """The chapter's mark: one corner of nine threads, and the knot."""
    threads = _place(corner(9), (3, 3, 34, 34))
    return Markup(  # noqa: S704 - numbers and our own words only
        '<svg viewBox="0 0 40 40" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.1">'
        f'<path d="{_lines(threads)}"/><circle cx="3" cy="37" r="3" fill="currentColor" stroke="none"/></svg>'
    )


@lru_cache(maxsize=1)
def footer_svg() -> Markup:
    """One large corner at the upper right of the footer."""
    threads = _place(_turned(corner(22), 2), (20, 0, 380, 380))
    return Markup(  # noqa: S704 - numbers and our own words only
        f'<svg viewBox="0 0 400 400" aria-hidden="true"><path class="threads" d="{_lines(threads)}"/></svg>'
    )


@lru_cache(maxsize=1)
def icon_svg() -> str:
    """The mark as a file of its own, for the browser's tab."""
    threads = _place(corner(7), (14, 12, 38, 38))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none">'
        '<rect width="64" height="64" rx="14" fill="#3a1540"/>'
        f'<path d="{_lines(threads)}" stroke="#fb9145" stroke-width="2"/>'
        '<circle cx="14" cy="50" r="7" fill="#f9c9cd"/></svg>'
    )


@lru_cache(maxsize=1024)
def seat_meter_svg(taken: int, seats: int) -> Markup:
    """A bead for each seat, the taken ones filled. Beyond 96 seats a bead stands for several."""
    beads = min(seats, MOST_BEADS)
    full = 0 if not seats else min(beads, math.ceil(beads * min(taken, seats) / seats))
    if taken < seats:
        full = min(full, beads - 1)
    places = [(10 + 20 * (i % BEADS_IN_A_ROW), 12 + 24 * (i // BEADS_IN_A_ROW)) for i in range(beads)]
    free = _dots(places[full:])
    width = 20 * max(BEADS_IN_A_ROW if beads > 12 else 12, 1)
    return Markup(  # noqa: S704 - numbers and our own words only
        f'<svg viewBox="0 0 {width} {24 * math.ceil(beads / BEADS_IN_A_ROW)}" aria-hidden="true">'
        f'<path class="line" d="{_lines(_rows(places[:full]))}"/><path class="taken" d="{_dots(places[:full])}"/>'
        f'<path class="free" d="{free}"/><path class="inside" d="{free}"/></svg>'
    )


# Placing


def _cover(made: Recipe, width: int, height: int) -> Drawing:
    inset = 0.04 * min(width, height)
    if made.kind in FILLING:
        box: Box = (inset, inset, width - 2 * inset, height - 2 * inset)
    else:
        side = max(width, height) * (0.95 if made.kind == "bridge" else 1.25)
        box = (made.middle[0] * width - side / 2, made.middle[1] * height - side / 2, side, side)
    main = _place(_turned(FIGURES[made.kind](made.n, made.k), made.turns), box)
    behind = _corner_behind(made, width, height)
    return _draw(main, behind, (width, height), made.knot)


def _hero(made: Recipe) -> Drawing:
    width, height = HERO
    turns = 2 + made.turns % 2 if made.kind in FILLING else made.turns
    box: Box = {
        "corner": (40, 36, 644, 548),
        "leaf": (40, 36, 644, 548),
        "star": (36, -90, 800, 800),
        "bridge": (30, -40, 700, 700),
    }.get(made.kind, (24, -70, 860, 860))
    main = _place(_turned(FIGURES[made.kind](made.n + 8, made.k), turns), box)
    return _draw(main, _corner_behind(made, width, height), HERO, made.knot)


def _corner_behind(made: Recipe, width: int, height: int) -> list[Thread]:
    if made.corner is None:
        return []
    n, turns = made.corner
    w, h = 0.62 * width, 0.62 * height
    left = 0.0 if turns in {0, 1} else width - w
    top = 0.0 if turns in {1, 2} else height - h
    return _place(_turned(corner(n), turns), (left, top, w, h))


def _far_corner(middle: Point) -> int:
    """The corner of the card that is farthest from ``middle``, as turns of `corner`."""
    right, low = middle[0] < 0.5, middle[1] < 0.5
    return {(False, True): 0, (False, False): 1, (True, False): 2, (True, True): 3}[right, low]


def _turned(threads: list[Thread], turns: int) -> list[Thread]:
    for _ in range(turns):
        threads = [((1 - a[1], a[0]), (1 - b[1], b[0])) for a, b in threads]
    return threads


def _place(threads: list[Thread], box: Box) -> list[Thread]:
    x, y, w, h = box
    return [((x + a[0] * w, y + a[1] * h), (x + b[0] * w, y + b[1] * h)) for a, b in threads]


def _draw(threads: list[Thread], behind: list[Thread], size: tuple[int, int], knot: int) -> Drawing:
    seen = tuple(thread for thread in threads if _visible(thread, size))
    holes = tuple(
        dict.fromkeys(_rounded(end) for thread in threads for end in thread if _inside(end, size, -2))
    )
    firm = [hole for hole in holes if _inside(hole, size, KNOT + 2)] or list(holes)
    at = firm[knot % len(firm)] if firm else (size[0] / 2, size[1] / 2)
    return Drawing(seen, holes, tuple(behind), at)


def _visible(thread: Thread, size: tuple[int, int]) -> bool:
    (ax, ay), (bx, by) = thread
    longer = abs(ax - bx) + abs(ay - by) >= 0.1
    across = min(ax, bx) <= size[0] and max(ax, bx) >= 0
    down = min(ay, by) <= size[1] and max(ay, by) >= 0
    return longer and across and down


def _inside(point: Point, size: tuple[int, int], margin: float) -> bool:
    return margin <= point[0] <= size[0] - margin and margin <= point[1] <= size[1] - margin


def _on_circle(i: int, m: int) -> Point:
    angle = 2 * math.pi * i / m - math.pi / 2
    return 0.5 + 0.5 * math.cos(angle), 0.5 + 0.5 * math.sin(angle)


# Writing


def _drawn(threads: int, taken: int | None, seats: int | None) -> int:
    """How many threads are drawn: a share of them as large as the share of seats taken, at least three."""
    if taken is None or not seats:
        return threads
    return min(threads, max(3, math.ceil(threads * taken / seats)))


def _with_classes(drawing: Drawing, drawn: int, knot: int) -> str:
    x, y = drawing.knot
    parts = [
        ("threads-2", _lines(drawing.behind)),
        ("threads-open", _lines(drawing.threads[drawn:])),
        ("threads", _lines(drawing.threads[:drawn])),
        ("holes", _dots(drawing.holes)),
    ]
    paths = "".join(f'<path class="{name}" d="{data}"/>' for name, data in parts if data)
    return f'{paths}<circle class="knot" cx="{_short(x)}" cy="{_short(y)}" r="{knot}"/>'


def _rows(places: list[tuple[int, int]]) -> list[Thread]:
    rows = sorted({y for _, y in places})
    return [((10, y), (max(x for x, row in places if row == y), y)) for y in rows]


def _lines(threads: Iterable[Thread]) -> str:
    return "".join(f"M{_pair(a)} {_pair(b)}" for a, b in threads)


def _dots(points: Iterable[Point]) -> str:
    return "".join(f"M{_pair(point)}h0" for point in points)


def _pair(point: Point) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)


def _short(value: float) -> str:
    """One decimal, and none where it is zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
