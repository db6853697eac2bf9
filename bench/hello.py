"""What it costs to find who says hello to whom."""

import random
import time
from collections.abc import Iterator

from bench.results import Row
from chapter.hello.matching import Guest, best_matches, count_alone

GUESTS, MOST_SECONDS = 300, 1.0
WORDS = (
    "fundraising", "mentor", "hiring", "engineers", "speaking", "law", "finance", "board", "design", "sales",
    "data", "policy", "grants", "writing",
)  # fmt: skip


def rows() -> Iterator[Row]:
    """The guests of one event, after the solver was loaded."""
    drawn = random.Random(4)  # noqa: S311 - guests for measuring
    guests = [
        Guest(i, " ".join(drawn.sample(WORDS, 2)), drawn.choice(WORDS), drawn.random() < 0.3)
        for i in range(GUESTS)
    ]
    best_matches(guests[:3], set())
    began = time.perf_counter()
    found = best_matches(guests, set())
    seconds = time.perf_counter() - began
    alone = count_alone(guests, found)
    met = seconds < MOST_SECONDS and not alone
    detail = f"{len(found)} hellos, {alone} guests without one; loading the solver not counted"
    yield Row(f"Hellos for {GUESTS} guests", round(seconds, 2), "s", f"under {MOST_SECONDS:.0f}", met, detail)
