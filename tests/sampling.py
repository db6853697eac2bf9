"""Which tests run on PostgreSQL: those that ask for the database of the run; of many cases of one, a sample.

SQLite runs every case, and so does ``--thorough`` on either. A test that needs no database (pure functions,
words, files, house rules) proves nothing twice. The sample is always the same, by the hash of a case's id: of
each test a few cases, and of all that the tests of routes try (tests/access.txt) each route at least once.
What two do at one moment runs whole: nowhere do the databases differ more.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

import pytest

from tests.access_table import Line

CASES = 2
"""Of a test with many cases, so many run."""

WHOLE = ("every_case", "postgresql", "proof")
"""Markers of tests about what the two databases do differently: all their cases run."""

RACES = {"at_once", "writing_at_once"}
"""What starts acts at one moment (tests/races.py)."""


def test_of(item: pytest.Item) -> str:
    """The test, without its case."""
    return item.nodeid.partition("[")[0]


def route_of(item: pytest.Item) -> str:
    """The route that a generated case is about; empty for any other test."""
    spec = getattr(item, "callspec", None)
    line = spec.params.get("line") if spec else None
    return f"{line.method} {line.rule}" if isinstance(line, Line) else ""


def needs_database(item: pytest.Item) -> bool:
    """Whether it asks for the database of the run, itself or by what it stands on."""
    return not {"database", "empty_database", "proof_database"}.isdisjoint(getattr(item, "fixturenames", ()))


def races(item: pytest.Item) -> bool:
    """Whether it lets several act at one moment."""
    code = getattr(getattr(item, "function", None), "__code__", None)
    return code is not None and not RACES.isdisjoint(code.co_names)


def left_out(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Those that PostgreSQL does not run."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    routes: dict[str, list[pytest.Item]] = defaultdict(list)
    dropped = set()
    for item in items:
        if any(map(item.get_closest_marker, WHOLE)) or races(item):
            continue
        if not needs_database(item):
            dropped.add(item)
        else:
            cases[test_of(item)].append(item)
            routes[route_of(item)].append(item)
    routes.pop("", None)
    kept = {one for many in cases.values() for one in _first(many, CASES)}
    kept |= {one for many in routes.values() for one in _first(many, 1)}
    return dropped | ({one for many in cases.values() for one in many} - kept)


def _first(items: list[pytest.Item], many: int) -> list[pytest.Item]:
    return sorted(items, key=lambda item: hashlib.sha256(item.nodeid.encode()).digest())[:many]
