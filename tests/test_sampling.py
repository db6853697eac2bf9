"""What PostgreSQL runs of many cases, and what it leaves to SQLite."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from tests import races, sampling
from tests.access_table import PRESSES, TABLE, Line
from tests.races import at_once
from tests.sampling import left_out, route_of


@dataclass(eq=False)
class Case:
    """As much of a test as is asked here."""

    nodeid: str
    fixturenames: tuple[str, ...] = ("app", "database")
    line: Line | None = None
    markers: frozenset[str] = field(default_factory=frozenset)
    function: Callable[..., object] | None = None

    @property
    def callspec(self) -> Any:
        return SimpleNamespace(params={"line": self.line} if self.line else {})

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.markers else None


def run(*cases: Case) -> list[Case]:
    """Those of ``cases`` that PostgreSQL runs."""
    left: set[Any] = left_out(cases)  # type: ignore[arg-type]  # as much of them as it asks for
    return [case for case in cases if case not in left]


def many(test: str, of: int, **more: Any) -> list[Case]:
    return [Case(f"{test}[{number}]", **more) for number in range(of)]


def matrices() -> list[Case]:
    """Two tests of routes: one of every line, one of every press."""
    every = [Case(f"test_enter[{line}]", line=line) for line in TABLE]
    return every + [Case(f"test_press[{line}]", line=line) for line in PRESSES]


def test_every_route_is_in_the_sample() -> None:
    cases = matrices()
    kept = run(*cases)
    assert {route_of(case) for case in kept} == {route_of(case) for case in cases}  # type: ignore[arg-type]  # the same
    assert len(kept) < len(cases) / 2


def test_every_test_is_in_the_sample_and_always_the_same_cases() -> None:
    cases = many("test_a", 20) + many("test_b", 1)
    kept = [case.nodeid for case in run(*cases)]
    assert len(kept) == sampling.CASES + 1
    assert [case.nodeid for case in run(*reversed(cases))] == kept[::-1]


@pytest.mark.parametrize("marker", sampling.WHOLE)
def test_what_the_databases_do_differently_is_tried_whole(marker: str) -> None:
    assert len(run(*many("test_a", 20, markers=frozenset({marker})))) == 20


def test_what_several_do_at_one_moment_is_tried_whole() -> None:
    for act in (lambda app: at_once(app), lambda app: races.writing_at_once(app)):
        assert len(run(*many("test_a", 20, function=act))) == 20
    assert len(run(*many("test_a", 20, function=lambda app: app))) == sampling.CASES


def test_what_needs_no_database_is_not_run_twice() -> None:
    assert run(Case("test_words", fixturenames=("tmp_path",))) == []
    assert len(run(Case("test_upgrade", fixturenames=("empty_database",)))) == 1


def test_a_test_of_words_alone_is_seen_to_need_none(request: pytest.FixtureRequest) -> None:
    assert not sampling.needs_database(request.node)


@pytest.mark.usefixtures("world")
def test_who_stands_on_the_small_chapter_is_seen_to_need_one(request: pytest.FixtureRequest) -> None:
    assert sampling.needs_database(request.node)
