"""The proofs at a size for every day; the full size runs by ``make soak``."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proof import killed_rush, memory, offline_checkins, parallel_sweeps, slow_clients
from tests.proof.processes import HERE, Processes
from tests.proof.rush import rush

pytestmark = pytest.mark.proof


def test_a_rush_oversells_nothing_and_keeps_the_order(proof_database: str) -> None:
    with Processes(proof_database, workers=3) as stage:
        outcome = rush(stage, rounds=5)
    assert outcome.faults == []
    assert outcome.whole, outcome.answers


def test_without_the_lock_the_same_rush_oversells(proof_database: str) -> None:
    with Processes(proof_database, workers=3, application="tests.proof.control_no_lock:app") as stage:
        outcome = rush(stage, rounds=3)
    assert outcome.faulty_rounds > 0


def test_nothing_acknowledged_is_lost_when_everything_is_killed(proof_database: str) -> None:
    outcome = killed_rush.run(proof_database, kills=4)
    assert outcome.faults == []
    assert outcome.whole, outcome


@pytest.mark.sqlite
def test_a_front_that_answers_before_the_commit_loses_bookings(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'late.sqlite'}"
    outcome = killed_rush.run(url, kills=4, application="tests.proof.control_early_answer:app")
    assert outcome.lost > 0


def test_two_workers_that_sweep_at_once_end_each_offer_once(proof_database: str) -> None:
    outcome = parallel_sweeps.run(proof_database, events=20)
    assert outcome.whole, outcome


@pytest.mark.postgresql
def test_without_the_lock_two_workers_do_it_twice(proof_database: str) -> None:
    outcome = parallel_sweeps.run(
        proof_database, events=40, workers=4, application="tests.proof.control_no_lock"
    )
    assert not outcome.whole


def _in_a_process(*arguments: str, proof: str = "killed_promotion") -> subprocess.CompletedProcess[str]:
    """Children that are killed are forked from a process of their own, which has no threads."""
    command = [sys.executable, "-m", f"tests.proof.{proof}", *arguments]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)  # noqa: S603 - our own


def test_a_promotion_that_is_killed_at_any_statement_is_whole_or_was_not(proof_database: str) -> None:
    done = _in_a_process("--database-url", proof_database)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.sqlite
def test_a_promotion_in_two_transactions_is_seen_to_be_cut_in_halves() -> None:
    assert "half of it stayed" in _in_a_process("--in-halves").stdout


def test_a_payment_that_is_killed_at_any_step_leaves_books_that_are_those_of_stripe(
    proof_database: str,
) -> None:
    done = _in_a_process("--database-url", proof_database, "--every", "4", proof="killed_payments")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.sqlite
def test_a_payment_booked_in_two_transactions_is_seen_to_be_cut_in_halves(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'halves.sqlite'}"
    done = _in_a_process("--database-url", url, "--every", "4", "--in-halves", proof="killed_payments")
    assert done.returncode == 1, done.stderr
    assert "does not count" in done.stdout


def test_two_phones_lose_nobody_while_the_server_is_killed(proof_database: str) -> None:
    outcome = offline_checkins.run(proof_database, guests=300, kills=3)
    assert outcome.whole, outcome


@pytest.mark.sqlite
def test_a_door_that_answers_before_the_commit_loses_moves(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'late.sqlite'}"
    outcome = offline_checkins.run(
        url, guests=300, kills=4, application="tests.proof.control_early_answer:app"
    )
    assert outcome.lost > 0


@pytest.mark.sqlite
def test_eight_hostile_forms_or_pictures_at_once_keep_a_worker_small(tmp_path: Path) -> None:
    outcome = memory.run(f"sqlite:///{tmp_path / 'memory.sqlite'}")
    assert outcome.whole, outcome


@pytest.mark.sqlite
def test_without_bounds_three_of_them_are_seen_to_fill_the_memory(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'unbounded.sqlite'}"
    few = (memory.NINE, memory.LARGE_PNG)
    outcome = memory.run(url, many=3, application="tests.proof.control_unbounded:app", kinds=few)
    assert outcome.worker > 2 * memory.WORKER_MOST, outcome
    assert outcome.decoders == 0


PROXIES = [
    pytest.param(name, marks=pytest.mark.skipif(not shutil.which(name), reason=f"no {name} on this machine"))
    for name in ("caddy", "nginx")
]
"""Debian: apt-get install caddy nginx-light; CI installs them by itself (tests/run.py)."""


@pytest.mark.sqlite
@pytest.mark.parametrize("proxy", PROXIES)
def test_behind_the_proxy_settings_that_we_ship_who_sends_slowly_keeps_nobody_waiting(
    proxy: str, tmp_path: Path
) -> None:
    outcome = slow_clients.run(f"sqlite:///{tmp_path / 'slow.sqlite'}", proxy=proxy, others=20)
    assert outcome.whole, outcome


@pytest.mark.sqlite
@pytest.mark.parametrize("proxy", ["none", *PROXIES])
def test_without_gathering_they_keep_others_waiting(proxy: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'slow.sqlite'}"
    outcome = slow_clients.run(url, proxy=proxy, streaming=True, others=8)
    assert outcome.late > 0, outcome
