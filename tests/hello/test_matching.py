"""Who says hello to whom: against every possible choice in small rooms, and what holds in any room."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chapter.hello.matching import (
    MOST_PAIRS,
    SMALL_EVENT,
    Guest,
    Match,
    Pair,
    _greedy,
    best_matches,
    candidates,
    constraints,
    count_alone,
    count_shared,
    keywords,
    total_worth,
)

WORDS = ["fundraising", "a mentor", "hiring engineers", "public speaking", "contract law", ""]
phrases = st.sampled_from(WORDS)


@st.composite
def rooms(draw: st.DrawFn, most: int = 24) -> tuple[list[Guest], set[Pair]]:
    """A room, and the pairs that are apart in it."""
    size = draw(st.integers(0, most))
    guests = [Guest(i, draw(phrases), draw(phrases), draw(st.booleans())) for i in range(1, size + 1)]
    numbers = st.integers(1, max(size, 1))
    pairs = draw(st.lists(st.tuples(numbers, numbers), max_size=2 * size))
    return guests, {frozenset(pair) for pair in pairs if pair[0] != pair[1]}


SOLVING = """
import json, os, sys
from tests.hello.test_matching import a_large_room, best_matches, told
best_matches(a_large_room()[:2], set())
sys.stdout.write("loaded\\n")
sys.stdout.flush()
sys.stdout.write(json.dumps(told(best_matches(a_large_room(), set()))))
sys.stdout.flush()
os._exit(0)
"""
"""Finds the hellos of a large room, once the solver is loaded."""

RUNS, STANDS = 0.005, 0.1
"""For how many seconds a slow machine works at a time, and for how many it does not."""


def a_large_room() -> list[Guest]:
    """Guests whose hellos take a tenth of a second to find."""
    return [Guest(i, WORDS[i % 6], WORDS[i * i % 5], i % 4 == 0, most=1 + i % 3) for i in range(200)]


def told(found: Sequence[Match]) -> list[list[object]]:
    """These hellos, as JSON has them."""
    return [[one.helper, one.other, one.kind] for one in found]


def solved_by_a_slow_machine() -> list[list[object]]:
    """What ``SOLVING`` finds in a process that stands still most of the time, while its clock runs on."""
    command = [sys.executable, "-c", SOLVING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        assert process.stdout.readline() == "loaded\n"
        began = time.monotonic()
        while process.poll() is None:
            process.send_signal(signal.SIGSTOP)
            time.sleep(STANDS)
            process.send_signal(signal.SIGCONT)
            time.sleep(RUNS)
        assert time.monotonic() - began > 1, "it was not slow"
        found: list[list[object]] = json.loads(process.stdout.read())
    return found


def best_by_trying_all(guests: Sequence[Guest], apart: set[Pair]) -> int:
    """The most that any allowed choice is worth."""
    choices = candidates(guests, apart)
    rules = [(set(places), limit) for places, limit in constraints(guests, choices)]

    def best(place: int, chosen: list[int]) -> int:
        if place == len(choices):
            return total_worth(guests, [choices[one] for one in chosen])
        without = best(place + 1, chosen)
        more = [*chosen, place]
        if any(len(places.intersection(more)) > limit for places, limit in rules):
            return without
        return max(without, best(place + 1, more))

    return best(0, [])


def allowed(guests: Sequence[Guest], found: Sequence[Match], apart: set[Pair]) -> None:
    """Fail when a choice breaks what every choice must keep."""
    pairs = Counter(hello.pair for hello in found)
    assert not set(pairs) & apart
    assert all(count == 1 and len(pair) == 2 for pair, count in pairs.items())
    assert all(count <= MOST_PAIRS for count in Counter(one for pair in pairs for one in pair).values())
    helped = [hello for hello in found if hello.kind == "help"]
    assert all(count == 1 for count in Counter(hello.helper for hello in helped).values())
    assert all(count == 1 for count in Counter(hello.other for hello in helped).values())
    by_id = {one.id: one for one in guests}
    for hello in helped:
        assert count_shared(keywords(by_id[hello.helper].offer), keywords(by_id[hello.other].ask))
    assert {hello.kind for hello in found} <= {"help", "company"}, "a kind tells what she did not say"


@given(rooms(most=3))
@settings(deadline=None, max_examples=60)
def test_in_small_rooms_no_choice_is_better(room: tuple[list[Guest], set[Pair]]) -> None:
    guests, apart = room
    assert total_worth(guests, best_matches(guests, apart)) == best_by_trying_all(guests, apart)


@pytest.mark.parametrize("apart", [set(), {frozenset((1, 2))}, {frozenset((1, 2)), frozenset((3, 4))}])
def test_in_a_room_of_four_no_choice_is_better(apart: set[Pair]) -> None:
    guests = [
        Guest(1, "fundraising", "a mentor"),
        Guest(2, "mentoring", "hiring"),
        Guest(3, "", "fundraising", new=True),
        Guest(4),
    ]
    assert total_worth(guests, best_matches(guests, apart)) == best_by_trying_all(guests, apart)


@given(rooms())
@settings(deadline=None, max_examples=60)
def test_what_holds_in_any_room(room: tuple[list[Guest], set[Pair]]) -> None:
    guests, apart = room
    found = best_matches(guests, apart)
    allowed(guests, found, apart)
    allowed(
        guests,
        [candidates(guests, apart)[place] for place in _greedy(guests, candidates(guests, apart))],
        apart,
    )
    assert found == best_matches(list(reversed(guests)), apart)


def test_a_slow_machine_finds_the_same_hellos() -> None:
    assert solved_by_a_slow_machine() == told(best_matches(a_large_room(), set()))


@given(st.integers(2, 60), st.data())
@settings(deadline=None, max_examples=30)
def test_nobody_is_alone_when_few_are_apart(size: int, data: st.DataObject) -> None:
    guests = [Guest(i, data.draw(phrases), data.draw(phrases), data.draw(st.booleans())) for i in range(size)]
    apart = {frozenset((0, 1))} if size > 3 else set()
    assert count_alone(guests, best_matches(guests, apart)) == 0


def test_whoever_may_meet_nobody_is_alone_and_the_others_are_not() -> None:
    guests = [Guest(i) for i in range(SMALL_EVENT + 6)]
    apart = {frozenset((0, i)) for i in range(1, len(guests))}
    assert count_alone(guests, best_matches(guests, apart)) == 1


@pytest.mark.parametrize(
    ("offer", "ask", "meet"),
    [
        ("Fundraising for nonprofits", "somebody who knows fundraising", True),
        ("mentoring", "a mentor", True),
        ("how to do it", "looking for how to do it", False),
        ("", "", False),
    ],
)
def test_an_offer_meets_an_ask_by_the_words_that_say_something(offer: str, ask: str, meet: bool) -> None:
    assert bool(count_shared(keywords(offer), keywords(ask))) is meet
