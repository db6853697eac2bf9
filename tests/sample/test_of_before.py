"""A sample chapter that an earlier version has built: brought along or built anew, never stumbled over."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import Mock

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, update

import config
from chapter import audit, db
from chapter.events.models import Event
from chapter.gateways import Gateways
from chapter.settings.models import Chapter
from demo import serve
from sample import build
from tests import factories
from tests.applications import application
from tests.conftest import SETTINGS, MovableClock
from tests.databases import Database
from tests.factories import TODAY

EARLIER = "0012"


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock()
    clock.at(TODAY)
    return clock


@pytest.fixture
def before(
    empty_database: Callable[[], Database], clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application on a sample of an earlier version, with one event; making a new one is watched."""
    with application(
        config.load({**SETTINGS, "DATABASE_URL": empty_database().url}), Gateways(clock=clock, mailer=None)
    ) as app:
        monkeypatch.setattr(build, "build", Mock())
        with app.app_context():
            upgrade()
            chapter = factories.the_chapter(sample=True)
            factories.an_event("The Long Table")
            with db.writing():
                audit.record(build.BUILT, chapter, by=build.BUILDER, now=TODAY)
            db.session.remove()
            downgrade(revision=EARLIER)
            db.database.engine.dispose()
        yield app


def titles(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Event.title)))


def test_a_sample_of_today_is_migrated_and_kept(before: Flask) -> None:
    serve.prepare(before)
    assert titles(before) == ["The Long Table"]
    build.build.assert_not_called()  # type: ignore[attr-defined]  # it is the fixture's Mock


@pytest.mark.sqlite
def test_a_sample_of_yesterday_is_built_anew(before: Flask, clock: MovableClock) -> None:
    clock.at(TODAY + timedelta(days=1))
    serve.prepare(before)
    assert titles(before) == []
    build.build.assert_called_once()  # type: ignore[attr-defined]  # it is the fixture's Mock


def test_a_real_chapter_of_an_earlier_version_is_left_as_it_is(before: Flask) -> None:
    with before.app_context(), db.database.engine.begin() as connection:
        connection.execute(update(Chapter).values(sample=False))
        earlier = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    with pytest.raises(build.NotEmpty):
        serve.prepare(before)
    with before.app_context(), db.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == earlier
