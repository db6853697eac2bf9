"""A small sample chapter, built once for the tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

import config
from chapter import db
from sample import build
from tests.applications import application
from tests.conftest import SETTINGS
from tests.factories import TODAY

SMALL = build.Size(people=60, years=1)
BUILT = ("built_once", "built_with_cards")
"""What takes ten seconds to make, and is only looked at."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that look at the same sample stay in one worker, so that the other does not build it too."""
    for item in items:
        for name in BUILT:
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def built_once(place: Path) -> Iterator[Flask]:
    """A small sample chapter in a database of its own, built today; tests only look at it."""
    url = f"sqlite:///{place / 'sample.sqlite'}"
    with application(config.load({**SETTINGS, "DATABASE_URL": url})) as app:
        with app.app_context():
            upgrade()
            build.build(SMALL, now=TODAY)
            db.session.remove()
        yield app


@pytest.fixture
def sample(built_once: Flask) -> Iterator[Flask]:
    """The sample chapter, to look at."""
    with built_once.app_context():
        yield built_once
        db.session.remove()
