"""What is due of a queue: who lapses, whose turn it is, how long they are asked, what is saved for whom."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter.claims.queue import Lapse, Places, Saving, Step, Terms, Turn, Unlimited, open_to_newcomers, plan
from chapter.claims.slots import spread

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
BEGINS = NOW + timedelta(days=7)


@dataclass(frozen=True)
class Party:
    """Somebody in a queue, by name."""

    name: str
    size: int = 1
    times_passed: int = 0
    held: int = 0
    saved: int = 0
    lapses_at: datetime | None = None
    owes: bool = False


def asked(name: str, size: int = 1, *, hours: int = 1) -> Party:
    return Party(name, size, held=size, lapses_at=NOW + timedelta(hours=hours))


def terms(*, moves: bool = True, asks: bool = True, always: bool = False, begins: datetime = BEGINS) -> Terms:
    zone = ZoneInfo("America/Chicago")
    return Terms(moves=moves, begins=begins, zone=zone, patience=3, asks=asks, always=always)


def steps(
    claims: list[Party], line: list[Party], places: Places, by: Terms | None = None, *, trusted: bool = True
) -> list[Step[Party]]:
    return plan(claims, line, places, by or terms(), now=NOW, is_clock_trusted=lambda: trusted)


def told(found: list[Step[Party]]) -> list[tuple[str, str]]:
    return [(type(step).__name__, step.who.name) for step in found]


def test_whoever_is_next_is_asked_and_what_is_held_is_free_for_nobody_else() -> None:
    found = steps([asked("Ana", 2)], [Party("Bea", 2), Party("Caro")], Places(5, 2))
    assert told(found) == [("Turn", "Caro")]
    (turn,) = found
    assert isinstance(turn, Turn)
    assert turn.until is not None
    assert (turn.promotion.place, turn.promotion.free, turn.waited, turn.handed_on) == (2, 1, 2, False)


def test_who_does_not_answer_in_time_lapses_and_the_next_is_asked() -> None:
    found = steps([asked("Ana", hours=0)], [Party("Bea")], Places(1, 0))
    assert told(found) == [("Lapse", "Ana"), ("Turn", "Bea")]


def test_who_lapses_from_the_line_gets_nothing() -> None:
    ana = Party("Ana", lapses_at=NOW)
    assert told(steps([ana], [ana, Party("Bea")], Places(1, 0))) == [("Lapse", "Ana"), ("Turn", "Bea")]


def test_a_clock_in_doubt_takes_nothing_away() -> None:
    assert steps([asked("Ana", hours=0)], [Party("Bea")], Places(1, 0), trusted=False) == []


def test_a_clock_is_asked_only_when_somebody_would_lapse() -> None:
    def never() -> bool:
        raise AssertionError("asked")

    assert plan([asked("Ana")], [], Places(1, 0), terms(), now=NOW, is_clock_trusted=never) == []


def test_once_nothing_moves_what_is_held_lapses_and_what_is_saved_is_released() -> None:
    found = steps([asked("Ana")], [Party("Bea", 3, saved=1)], Places(9, 0), terms(moves=False))
    assert found == [Lapse(asked("Ana")), Saving(Party("Bea", 3, saved=1), 0)]


def test_without_a_limit_everybody_has_places_at_once() -> None:
    found = steps([asked("Ana", hours=0)], [Party("Bea", 4)], Places(None, 3))
    assert found[0] == Unlimited(asked("Ana", hours=0))
    assert isinstance(found[1], Turn)
    assert (found[1].who.name, found[1].until) == ("Bea", None)


@pytest.mark.parametrize(
    ("by", "until"),
    [
        (terms(asks=False), None),
        (terms(begins=NOW + timedelta(hours=1)), None),
        (terms(begins=NOW + timedelta(hours=1), always=True), NOW + timedelta(hours=1)),
    ],
)
def test_places_are_given_at_once_where_nobody_asks_or_it_is_too_late(
    by: Terms, until: datetime | None
) -> None:
    (turn,) = steps([], [Party("Ana")], Places(1, 0), by)
    assert isinstance(turn, Turn)
    assert turn.until == until


def test_a_place_that_somebody_hands_on_is_offered_and_is_named_so() -> None:
    (turn,) = steps([], [Party("Ana")], Places(1, 1, handed_on=1))
    assert isinstance(turn, Turn)
    assert turn.handed_on


def test_what_is_free_is_saved_for_who_was_passed_too_often_and_said_once() -> None:
    often = Party("Ana", 4, times_passed=3)
    assert steps([], [often, Party("Bea")], Places(9, 6)) == [Saving(often, 3)]
    again = Party("Ana", 4, times_passed=3, saved=3)
    assert steps([], [again, Party("Bea")], Places(9, 6)) == []


sizes = st.integers(1, 5)
queues = st.lists(st.builds(Party, st.uuids().map(str), sizes, st.integers(0, 4)), max_size=8)


@given(claims=st.lists(sizes, max_size=4), line=queues, whole=st.integers(0, 20), taken=st.integers(0, 20))
def test_never_more_is_given_held_and_saved_than_there_is(
    claims: list[int], line: list[Party], whole: int, taken: int
) -> None:
    holders = [asked(str(number), size) for number, size in enumerate(claims)]
    found = steps(holders, line, Places(whole, taken))
    given_now = sum(step.who.size for step in found if isinstance(step, Turn))
    saved = sum(step.places for step in found if isinstance(step, Saving))
    free = max(0, whole - taken - sum(claims))
    assert given_now + saved <= free
    assert open_to_newcomers(line, free, patience=3, whole=whole) == free - given_now - saved


def test_who_comes_gets_the_earliest_slot_that_is_least_full() -> None:
    assert list(spread(4, [1, 2, 3], {1: 1, 2: 1})) == [3, 1, 2, 3]
    assert list(spread(2, [], {})) == []
