"""Who says hello to whom at one event. Pure: solved as an assignment problem over what guests typed.

Each guest may get one whom they could help, one who could help them, and one who is new; three at most,
since every pair holds both ways, and counts for both. The solver is HiGHS, limited by how far it searches and
never by a clock: the same guests get the same hellos on any machine, however busy it is.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import accumulate, combinations
from typing import Any

from chapter.people.models import name_key

MOST_PAIRS = 3
"""In how many pairs one guest may be, if they have no other requests."""

HELP_WORTH, NEWCOMER_WORTH, COMPANY_WORTH = 100, 20, 1
"""The least that a pair is worth: one in which one helps, one in which one is new, and any other."""

ALONE_COST = 100_000
"""What it costs to leave a guest without a hello: more than everything that one event can gain."""

OTHER_CANDIDATES = 6
"""How many other candidates a guest is compared with, besides those who fit best."""

BEST_CANDIDATES = 5
STABILITY_WORTH = 30
"""What an existing hello is worth more: a guest who has read it looks for that person."""

SMALL_EVENT = 14
"""Up to so many guests every pair is compared."""

MOST_NODES = 200
"""How many nodes of its search tree the solver may look at. Almost every event is solved at the first; some
need more only to prove that a guest is left over."""

GAP = 0.01
"""How far from the best the hellos of a large event may be, as a fraction; those of a small one are best."""

STOP_WORDS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "by", "do", "for", "from", "get", "go", "have", "help",
    "how", "i", "in", "into", "is", "it", "like", "look", "looking", "me", "my", "new", "of", "on", "or",
    "our", "some", "somebody", "someone", "that", "the", "this", "to", "us", "want", "who", "with",
    "you", "your",
))  # fmt: skip

Pair = frozenset[int]


@dataclass(frozen=True)
class Guest:
    """A guest who ticked that they want to be shown: what they offer, what they look for, whether they are
    new, in how many pairs they may be (hello.queries.meeting_limit)."""

    id: int
    offer: str = ""
    ask: str = ""
    new: bool = False
    most: int = MOST_PAIRS


@dataclass(frozen=True)
class Match:
    """That two say hello. ``helper`` could help ``other`` (``help``), or they are good company
    (``company``).

    That somebody is new adds to ``worth``, so that newcomers are least often left alone, and is no kind of
    its own: what is stored, shown and exported of a hello does not reveal it.
    """

    helper: int
    other: int
    kind: str
    worth: int

    @property
    def pair(self) -> Pair:
        """Both guests' numbers, in no order."""
        return frozenset((self.helper, self.other))


def keywords(words: str) -> frozenset[str]:
    """The stems of all words but stop words."""
    found = re.findall(r"\w{2,}", name_key(words))
    return frozenset(_stem(word) for word in found if word not in STOP_WORDS)


def count_shared(offer: Set[str], ask: Set[str]) -> int:
    """How many keywords of an ask are in an offer."""
    return len(offer & ask)


def candidates(guests: Sequence[Guest], apart: Set[Pair]) -> list[Match]:
    """Every hello worth comparing: all of a small event; of a large one the best and enough of the others.

    Each guest is compared with those who follow them in the list first, so that not all get the same few.
    """
    offers = {one.id: keywords(one.offer) for one in guests}
    asks = {one.id: keywords(one.ask) for one in guests}
    helping = []
    for place, one in enumerate(guests):
        turned = [*guests[place + 1 :], *guests[:place]]
        fits = [
            (count_shared(offers[one.id], asks[other.id]), other)
            for other in turned
            if _may(one, other, apart)
        ]
        best = sorted((fit for fit in fits if fit[0]), key=lambda fit: -fit[0])
        kept = best if len(guests) <= SMALL_EVENT else best[:BEST_CANDIDATES]
        helping += [Match(one.id, other.id, "help", HELP_WORTH + 10 * min(fit, 5)) for fit, other in kept]
    return helping + [_beside(one, other) for one, other in _neighbors(guests, apart)]


def best_matches(
    guests: Sequence[Guest], apart: Set[Pair], standing: Set[tuple[int, int, str]] = frozenset()
) -> list[Match]:
    """The best hellos of an event; nobody is without one who could have one. Deterministic.

    Those ``standing`` (helper, other, kind) stay, unless others are better by more than ``STABILITY_WORTH``.
    """
    room = sorted(guests, key=lambda one: one.id)
    choices = [_kept(one, standing) for one in candidates(room, apart)]
    return [choices[place] for place in _solved(room, choices)] if choices else []


def count_alone(guests: Sequence[Guest], found: Sequence[Match]) -> int:
    """How many guests have no hello."""
    return len({one.id for one in guests} - {number for hello in found for number in hello.pair})


def total_worth(guests: Sequence[Guest], found: Sequence[Match]) -> int:
    """What a set of hellos is worth, for comparing it with another."""
    return sum(hello.worth for hello in found) - ALONE_COST * count_alone(guests, found)


def constraints(guests: Sequence[Guest], choices: Sequence[Match]) -> Iterator[tuple[list[int], int]]:
    """Indexes into ``choices`` of which at most the given number may be chosen together."""
    most = {one.id: one.most for one in guests}
    by_rule: dict[tuple[object, ...], list[int]] = {}
    for place, hello in enumerate(choices):
        by_rule.setdefault(("pair", hello.pair), []).append(place)
        by_rule.setdefault((hello.kind == "help", "gives", hello.helper), []).append(place)
        if hello.kind == "help":
            by_rule.setdefault(("gets", hello.other), []).append(place)
        for number in hello.pair:
            by_rule.setdefault(("all", number), []).append(place)
    for rule, places in by_rule.items():
        yield places, most[int(str(rule[1]))] if rule[0] == "all" else 1


def _kept(hello: Match, standing: Set[tuple[int, int, str]]) -> Match:
    stands = (hello.helper, hello.other, hello.kind) in standing
    return replace(hello, worth=hello.worth + STABILITY_WORTH) if stands else hello


def _stem(word: str) -> str:
    for ending in ("ing", "ers", "er", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _may(one: Guest, other: Guest, apart: Set[Pair]) -> bool:
    return one.id != other.id and frozenset((one.id, other.id)) not in apart


def _beside(one: Guest, other: Guest) -> Match:
    return Match(one.id, other.id, "company", NEWCOMER_WORTH if other.new else COMPANY_WORTH)


def _neighbors(guests: Sequence[Guest], apart: Set[Pair]) -> Iterator[tuple[Guest, Guest]]:
    """Pairs in which nobody needs to help: all of a small event, else the next few and some newcomers."""
    if len(guests) <= SMALL_EVENT:
        pairs = (two for one, other in combinations(guests, 2) for two in ((one, other), (other, one)))
        yield from (two for two in pairs if _may(*two, apart))
        return
    new = [one for one in guests if one.new]
    for place, one in enumerate(guests):
        turned = [*guests[place + 1 :], *guests[:place]]
        others = [other for other in turned if _may(one, other, apart)][:OTHER_CANDIDATES]
        start = place % len(new) if new else 0
        first = [other for other in [*new[start:], *new[:start]] if _may(one, other, apart)][:2]
        for other in dict.fromkeys([*others, *first]):
            yield one, other


def _solved(guests: Sequence[Guest], choices: Sequence[Match]) -> list[int]:
    """The indexes of the chosen hellos: ``_greedy``, improved by the solver, with one thread, one seed and no
    time limit. HiGHS is imported here, because only the worker needs it and NumPy."""
    highspy = import_module("highspy")
    solver, start = highspy.Highs(), highspy.HighsSolution()
    options = {
        "output_flag": False, "threads": 1, "random_seed": 0, "mip_max_nodes": MOST_NODES,
        "mip_rel_gap": 0.0 if len(guests) <= SMALL_EVENT else GAP,
    }  # fmt: skip
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_program(highspy, guests, choices))
    start.col_value = _columns(guests, choices, _greedy(guests, choices))
    solver.setSolution(start)
    solver.run()
    chosen = solver.getSolution().col_value
    return [place for place in range(len(choices)) if chosen[place] > 0.5]


def _columns(guests: Sequence[Guest], choices: Sequence[Match], chosen: Sequence[int]) -> list[float]:
    """The values of the program's columns for these hellos: each choice, then who is alone."""
    taken = set(chosen)
    met = {number for place in taken for number in choices[place].pair}
    columns = [*(place in taken for place in range(len(choices))), *(one.id not in met for one in guests)]
    return [float(value) for value in columns]


def _program(highspy: Any, guests: Sequence[Guest], choices: Sequence[Match]) -> Any:
    """The choices and limits as a HiGHS model: the matrix row by row, each column 0 or 1."""
    rows, most, least = _rows(guests, choices)
    width, lp = len(choices) + len(guests), highspy.HighsLp()
    lp.num_col_, lp.num_row_ = width, len(rows)
    lp.col_cost_ = [*(-float(hello.worth) for hello in choices), *(float(ALONE_COST) for _ in guests)]
    lp.col_lower_, lp.col_upper_ = [0.0] * width, [1.0] * width
    lp.row_lower_, lp.row_upper_ = least, most
    lp.integrality_ = [highspy.HighsVarType.kInteger] * width
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = [0, *accumulate(len(places) for places in rows)]
    lp.a_matrix_.index_ = [place for places in rows for place in places]
    lp.a_matrix_.value_ = [1.0] * sum(len(places) for places in rows)
    return lp


def _rows(
    guests: Sequence[Guest], choices: Sequence[Match]
) -> tuple[list[list[int]], list[float], list[float]]:
    """The limits as matrix rows, with their upper and lower bounds; the last rows let a guest be alone at a
    cost."""
    limited = list(constraints(guests, choices))
    hers: dict[int, list[int]] = {one.id: [len(choices) + seat] for seat, one in enumerate(guests)}
    for place, hello in enumerate(choices):
        for number in hello.pair:
            hers[number].append(place)
    rows = [places for places, _ in limited] + list(hers.values())
    most = [float(limit) for _, limit in limited] + [float("inf")] * len(hers)
    return rows, most, [0.0] * len(limited) + [1.0] * len(hers)


def _greedy(guests: Sequence[Guest], choices: Sequence[Match]) -> list[int]:
    """The best first, as long as no limit forbids it: what the solver begins with, and falls back to."""
    bound: dict[int, list[list[int]]] = {place: [] for place in range(len(choices))}
    for places, limit in constraints(guests, choices):
        left = [limit]
        for place in places:
            bound[place].append(left)
    chosen = []
    for place in sorted(bound, key=lambda place: -choices[place].worth):
        if all(left[0] for left in bound[place]):
            chosen.append(place)
            for left in bound[place]:
                left[0] -= 1
    return chosen
