"""Whose turn it is, who is passed by that, and for whom places are saved."""

import random

from hypothesis import given
from hypothesis import strategies as st

from chapter.claims.promotions import HeldBack, plan_promotions
from tests.claims.test_order import Party, a_line, lines

PATIENCE = 3
parties = st.builds(Party, st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 4))
mixed = st.lists(parties, max_size=8, unique_by=lambda party: party.number)


def seated(line: list[Party], free: int | None) -> list[Party]:
    return [move.who for move in plan_promotions(line, free, patience=None).moves]


def test_everybody_is_next_without_limit() -> None:
    assert seated(a_line(4, 2, 6), free=None) == a_line(4, 2, 6)


def test_a_smaller_party_behind_takes_what_the_larger_ones_before_can_not() -> None:
    assert seated(a_line(2, 4, 1), free=3) == [Party(0, 2), Party(2, 1)]


def test_a_move_tells_the_place_in_line_how_many_were_free_and_whom_it_passed() -> None:
    made = plan_promotions(a_line(2, 4, 1), free=3, patience=PATIENCE).moves
    assert [(move.place, move.free, move.passed) for move in made] == [(1, 3, ()), (2, 1, (Party(1, 4),))]


def test_who_was_passed_three_times_is_passed_no_more_and_what_is_free_is_saved() -> None:
    large, small = Party(0, 4, times_passed=3), Party(1, 1)
    found = plan_promotions([large, small], free=2, patience=PATIENCE)
    assert (found.moves, found.saved) == ((), HeldBack(large, 2))


def test_the_third_time_is_counted_at_once() -> None:
    large, line = Party(0, 4, times_passed=2), [Party(1, 1), Party(2, 1)]
    found = plan_promotions([large, *line], free=2, patience=PATIENCE)
    assert [move.who for move in found.moves] == line[:1]
    assert found.saved == HeldBack(large, 1)


def test_who_stands_before_her_and_fits_is_still_next() -> None:
    small, large = Party(0, 1), Party(1, 4, times_passed=3)
    found = plan_promotions([small, large], free=2, patience=PATIENCE)
    assert [move.who for move in found.moves] == [small]
    assert found.saved == HeldBack(large, 1)


def test_she_is_next_as_soon_as_all_of_hers_fit() -> None:
    large, small = Party(0, 4, times_passed=3), Party(1, 1)
    found = plan_promotions([large, small], free=5, patience=PATIENCE)
    assert [move.who for move in found.moves] == [large, small]
    assert found.saved is None


def test_nothing_is_saved_when_it_is_too_late_for_it() -> None:
    large, small = Party(0, 4, times_passed=9), Party(1, 1)
    found = plan_promotions([large, small], free=2, patience=None)
    assert ([move.who for move in found.moves], found.saved) == ([small], None)


def test_nothing_is_saved_for_a_party_larger_than_the_room() -> None:
    large, small = Party(0, 4, times_passed=9), Party(1, 1)
    assert plan_promotions([large, small], free=2, patience=PATIENCE, whole=3).saved is None
    saved = plan_promotions([large, small], free=2, patience=PATIENCE, whole=4).saved
    assert saved == HeldBack(large, 2), "it fits the room exactly"


def test_nothing_is_saved_where_nothing_is_free() -> None:
    large = Party(0, 4, times_passed=3)
    assert plan_promotions([large], free=0, patience=PATIENCE).saved is None
    assert plan_promotions([large], free=-2, patience=PATIENCE).saved is None


@given(mixed, st.integers(-3, 12))
def test_nobody_sits_on_anothers_seat_and_no_unsaved_seat_is_free_while_a_party_fits(
    line: list[Party], free: int
) -> None:
    found = plan_promotions(line, free, patience=PATIENCE)
    moved = [move.who for move in found.moves]
    left = free - sum(party.size for party in moved)
    assert left >= min(free, 0)
    waiting = [party for party in line if party not in moved]
    if found.saved is None:
        assert all(party.size > left for party in waiting) or left <= 0
    else:
        assert found.saved.places == left > 0
        assert left < found.saved.who.size
        before = waiting[: waiting.index(found.saved.who)]
        assert all(party.size > left for party in before)


@given(lines, st.integers(0, 12))
def test_nobody_is_passed_while_she_fitted(line: list[Party], free: int) -> None:
    for move in plan_promotions(line, free, patience=PATIENCE).moves:
        assert move.free is not None
        assert all(party.size > move.free for party in move.passed)


@given(mixed, st.integers(0, 12))
def test_nobody_is_passed_more_often_than_her_patience_allows(line: list[Party], free: int) -> None:
    often = {party.number: party.times_passed for party in line}
    for move in plan_promotions(line, free, patience=PATIENCE).moves:
        for party in move.passed:
            assert often[party.number] < PATIENCE
            often[party.number] += 1


def test_no_party_starves_in_five_hundred_random_releases(thorough: bool) -> None:
    for seed in range(200 if thorough else 20):
        assert longest_wait(random.Random(seed), releases=500, patience=PATIENCE) <= 60


def test_without_saving_the_same_releases_starve_a_large_party() -> None:
    assert max(longest_wait(random.Random(seed), releases=500, patience=None) for seed in range(5)) > 200


def longest_wait(chance: random.Random, releases: int, patience: int | None) -> int:
    """A room of eight whose seats come free party by party, and a line that small parties join all the time:
    how many releases the unluckiest party of four saw between coming and sitting, or has seen so far."""
    free, sitting, longest = 0, [1] * 8, 0
    line, came = [Party(0, 4)], {0: 0}
    for step in range(1, releases + 1):
        free += sitting.pop(chance.randrange(len(sitting)))
        came[2 * step] = came[2 * step + 1] = step
        line += [Party(2 * step + 1, 1), *([Party(2 * step, 4)] if step % 40 == 0 else [])]
        for move in plan_promotions(line, free, patience=patience, whole=8).moves:
            sitting.append(move.who.size)
            free -= move.who.size
            passed = {party.number for party in move.passed}
            line = [Party(p.number, p.size, p.times_passed + (p.number in passed)) for p in line]
            line = [party for party in line if party.number != move.who.number]
            longest = max(longest, step - came[move.who.number] if move.who.size == 4 else 0)
    return max([longest, *(releases - came[party.number] for party in line if party.size == 4)])
