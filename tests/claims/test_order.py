"""Who is next in line: the pure rule, held against a model that tries everything."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from chapter.claims.order import may_sit_at_once, moves, next_in_line


@dataclass(frozen=True)
class Party:
    """A party in line; the number tells two of the same size apart."""

    number: int
    size: int


def a_line(*sizes: int) -> list[Party]:
    return [Party(number, size) for number, size in enumerate(sizes)]


def seated(line: list[Party], free: int | None) -> list[Party]:
    return [move.who for move in moves(line, free)]


lines = st.lists(st.integers(1, 6), max_size=8).map(lambda sizes: a_line(*sizes))


def test_the_first_that_fits_is_next() -> None:
    assert next_in_line(a_line(4, 2, 1), free=2) == Party(1, 2)


def test_nobody_is_next_when_nobody_fits() -> None:
    assert next_in_line(a_line(4, 2), free=1) is None


def test_nobody_is_next_while_more_are_seated_than_there_are_seats() -> None:
    assert next_in_line(a_line(1), free=-3) is None


def test_everybody_is_next_without_limit() -> None:
    assert seated(a_line(4, 2, 6), free=None) == a_line(4, 2, 6)


def test_a_smaller_party_behind_takes_what_the_larger_ones_before_can_not() -> None:
    assert seated(a_line(2, 4, 1), free=3) == [Party(0, 2), Party(2, 1)]


def test_a_newcomer_may_not_pass_a_waiting_party_that_fits() -> None:
    assert not may_sit_at_once(1, a_line(2), free=2)


def test_a_newcomer_may_take_seats_that_no_waiting_party_fits() -> None:
    assert may_sit_at_once(1, a_line(2), free=1)


def test_a_move_tells_the_place_in_line_and_how_many_were_free() -> None:
    assert [(move.place, move.free) for move in moves(a_line(2, 4, 1), free=3)] == [(1, 3), (2, 1)]


@given(lines, st.integers(-3, 12))
def test_afterwards_nobody_who_waits_fits_and_nobody_sits_on_anothers_seat(
    line: list[Party], free: int
) -> None:
    sitting = seated(line, free)
    left = free - sum(party.size for party in sitting)
    assert left >= min(free, 0)
    assert all(party.size > left for party in line if party not in sitting)


@given(lines, st.integers(0, 12))
def test_nobody_is_passed_while_she_fitted(line: list[Party], free: int) -> None:
    for move in moves(line, free):
        passed = [party for party in line[: line.index(move.who)] if party not in seated(line, free)]
        assert move.free is not None
        assert all(party.size > move.free for party in passed)
