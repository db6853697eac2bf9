"""Who is next: the first in line that fits, and nobody new before her."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from chapter.claims.waiting_line import may_claim_now, next_in_line


@dataclass(frozen=True)
class Party:
    """A party in line; the number tells two of the same size apart, ``passed`` how often it was."""

    number: int
    size: int
    times_passed: int = 0


def a_line(*sizes: int) -> list[Party]:
    return [Party(number, size) for number, size in enumerate(sizes)]


lines = st.lists(st.integers(1, 6), max_size=8).map(lambda sizes: a_line(*sizes))


def test_the_first_that_fits_is_next() -> None:
    assert next_in_line(a_line(4, 2, 1), free=2) == Party(1, 2)


def test_nobody_is_next_when_nobody_fits() -> None:
    assert next_in_line(a_line(4, 2), free=1) is None


def test_nobody_is_next_while_more_are_seated_than_there_are_seats() -> None:
    assert next_in_line(a_line(1), free=-3) is None


def test_without_limit_the_first_is_next() -> None:
    assert next_in_line(a_line(4, 2), free=None) == Party(0, 4)


def test_a_newcomer_may_not_pass_a_waiting_party_that_fits() -> None:
    assert not may_claim_now(1, a_line(2), free=2)


def test_a_newcomer_may_take_seats_that_no_waiting_party_fits() -> None:
    assert may_claim_now(1, a_line(2), free=1)


@given(lines, st.integers(-3, 12), st.integers(1, 6))
def test_a_newcomer_sits_exactly_when_she_fits_and_nobody_who_waits_does(
    line: list[Party], free: int, size: int
) -> None:
    nobody_else = all(party.size > free for party in line)
    assert may_claim_now(size, line, free) == (size <= free and nobody_else)
