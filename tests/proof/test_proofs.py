"""The proofs at a size for every day; the full size runs by ``make soak``."""

from pathlib import Path

import pytest

from tests.proof import killed
from tests.proof.rush import rush
from tests.proof.stage import Stage

pytestmark = pytest.mark.proof


def test_a_rush_oversells_nothing_and_keeps_the_order(proof_database: str) -> None:
    with Stage(proof_database, workers=3) as stage:
        outcome = rush(stage, rounds=5)
    assert outcome.faults == []
    assert outcome.whole, outcome.answers


def test_without_the_lock_the_same_rush_oversells(proof_database: str) -> None:
    with Stage(proof_database, workers=3, application="tests.proof.broken:app") as stage:
        outcome = rush(stage, rounds=3)
    assert outcome.faulty_rounds > 0


def test_nothing_acknowledged_is_lost_when_everything_is_killed(proof_database: str) -> None:
    outcome = killed.run(proof_database, kills=4)
    assert outcome.faults == []
    assert outcome.whole, outcome


@pytest.mark.sqlite
def test_a_front_that_answers_before_the_commit_loses_bookings(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'late.sqlite'}"
    outcome = killed.run(url, kills=4, application="tests.proof.broken_late:app")
    assert outcome.lost > 0
