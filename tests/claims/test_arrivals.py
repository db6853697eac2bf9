"""Who came in follows from the moves alone, in whatever order and however often they reach us."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chapter.claims.attendance import attendance_from
from tests.factories import TODAY


@dataclass(frozen=True)
class Move:
    nonce: str
    party_numbers: tuple[int, ...]
    undoes: str
    at: datetime


MOVES = st.lists(
    st.builds(
        Move,
        nonce=st.sampled_from("abcdef"),
        party_numbers=st.lists(st.integers(0, 3), max_size=3).map(tuple),
        undoes=st.sampled_from(["", "", "a", "b", "c"]),
        at=st.integers(0, 90).map(lambda minutes: TODAY + timedelta(minutes=minutes)),
    ),
    unique_by=lambda move: move.nonce,
)


@given(MOVES, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_who_came(moves: list[Move], chance: object) -> None:
    mixed = [*moves, *moves]
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # random.Random
    assert attendance_from(mixed) == attendance_from(moves)


@given(MOVES)
def test_undoing_all_leaves_nobody(moves: list[Move]) -> None:
    undone = [Move(f"undo-{move.nonce}", (), move.nonce, TODAY) for move in moves]
    assert attendance_from([*moves, *undone]).count == 0


def test_the_earliest_of_two_phones_counts() -> None:
    early, late = TODAY, TODAY + timedelta(minutes=5)
    one, two = Move("a", (0,), "", late), Move("b", (0, 1), "", early)
    found = attendance_from([one, two])
    assert found.places == {0: early, 1: early}
    assert (found.count, found.first_at) == (2, early)


def test_taking_back_one_phones_move_leaves_the_others() -> None:
    one, two = Move("a", (0,), "", TODAY), Move("b", (0,), "", TODAY + timedelta(minutes=1))
    undo = Move("c", (), "a", TODAY + timedelta(minutes=2))
    assert attendance_from([undo, one, two]).places == {0: two.at}


def test_nobody_came_without_moves() -> None:
    assert attendance_from([]).first_at is None
