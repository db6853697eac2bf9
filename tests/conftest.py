"""What every test stands on: an application, a clean database, a clock that can be moved, a browser."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings

import config
import demo
from chapter import create_app, db
from chapter.gateways import Gateways
from chapter.gateways.clock import Clock
from tests import databases, factories, logged_acts, long_transactions, sampling
from tests.browser import Browser
from tests.seed.chapter import NAME as SMALL_CHAPTER
from tests.seed.chapter import World, load
from tests.stripe_stand_in.stand_in import make_stand_in as make_stand_in
from tests.stripe_stand_in.stand_in import running_stand_in as running_stand_in
from tests.stripe_stand_in.stand_in import stand_in as stand_in
from tests.undefined_attributes import NoSuchAttribute

CHAPTER = "a chapter that has a name"
RARELY = (20_000, 20, 20)
"""When the garbage collector looks at what is new; it took a fifteenth of the time of all tests."""

KEY = pytest.StashKey[dict[str, Any]]()
SETTINGS = {
    "CHAPTER_ENV": "test",
    "SECRET_KEY": "a-key-for-tests-only-0123456789abcdef",
    "ENCRYPTION_KEY": "a-key-to-seal-with-in-tests-0123456789",
    "BASE_URL": "http://chapter.test",
    "MAIL_FROM": "hello@chapter.test",
}


class MovableClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = factories.TODAY

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.time

    def at(self, moment: datetime) -> datetime:
        """Stand still at ``moment``."""
        self.time = moment
        return moment

    def forward(self, *args: timedelta, **parts: float) -> datetime:
        """Move it on: ``clock.forward(hours=2)``, ``clock.forward(timedelta(days=1))``."""
        return self.at(self.time + sum(args, timedelta(**parts)))


settings.register_profile("chapter", deadline=None)
settings.load_profile("chapter")  # no test fails because a machine is busy


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--database`` and ``--thorough``."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default=None)
    parser.addoption("--thorough", action="store_true", help="full sizes instead of those that fit into CI")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL, when it is wanted, once for the whole run."""
    gc.set_threshold(*RARELY)
    workerinput = getattr(config, "workerinput", None)
    if workerinput is not None:
        config.stash[KEY] = {"server": workerinput["server"]}
        return
    config.stash[KEY] = {"server": databases.given_server()}
    if config.option.database == "sqlite":
        config.stash[KEY] = {"server": ""}
    elif config.option.database == "postgresql" and not config.stash[KEY]["server"]:
        folder = databases.a_folder()
        server = databases.start_server(folder)
        config.stash[KEY] = {"server": server.get_uri(), "process": server, "folder": folder}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about SQLite alone when the tests run on PostgreSQL, and the other way round; there,
    many cases of one test run by sample, unless ``--thorough`` or a test's own name asks for them."""
    other = "sqlite" if config.stash[KEY]["server"] else "postgresql"
    left_out = {item for item in items if item.get_closest_marker(other)}
    if config.stash[KEY]["server"] and not config.option.thorough:
        left_out |= sampling.left_out(items)
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def keep_for_good() -> None:
    """Let the garbage collector pass over all that stays for the whole run."""
    gc.collect()
    gc.freeze()


def pytest_collection_finish() -> None:
    """What was imported and collected stays."""
    keep_for_good()


def pytest_configure_node(node: Any) -> None:
    """Tell each worker of xdist where the server is."""
    node.workerinput["server"] = node.config.stash[KEY]["server"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that was started for this run."""
    started = config.stash[KEY]
    if "process" in started:
        started["process"].stop()
        shutil.rmtree(started["folder"], ignore_errors=True)


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A folder for the files of this run."""
    folder = databases.a_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database(place: Path, request: pytest.FixtureRequest) -> databases.Database:
    """The database of this worker."""
    server = request.config.stash[KEY]["server"]
    if server:
        return databases.Postgres(server, f"chapter_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    return databases.Sqlite(place)


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], databases.Database]:
    """Makes further databases for one test, of the kind that the run is about, without any table."""
    server = request.config.stash[KEY]["server"]
    numbers = count()

    def make() -> databases.Database:
        name = f"{next(numbers)}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        if server:
            return databases.Postgres(server, f"chapter_test_empty_{name}")
        folder = tmp_path / name
        folder.mkdir()
        return databases.Sqlite(folder)

    return make


@pytest.fixture(scope="session")
def outside() -> Gateways:
    """The clock, and no mail server; a test that wants one sets ``outside.mailer`` through ``mailer``."""
    return Gateways(clock=MovableClock(), mailer=None)


@pytest.fixture(scope="session")
def built(database: databases.Database, outside: Gateways) -> Iterator[Flask]:
    """The application, built once for this worker, its database migrated."""
    app = create_app(config.load({**SETTINGS, "DATABASE_URL": database.url}), outside, (demo.register,))
    app.jinja_env.undefined = NoSuchAttribute
    long_transactions.watch()
    logged_acts.watch()
    databases.prepare(app, database)
    with app.app_context():
        factories.the_chapter()
        db.session.remove()
        database.keep(CHAPTER)
    keep_for_good()
    yield app
    with app.app_context():
        db.database.engine.dispose()


@pytest.fixture
def app(
    built: Flask, database: databases.Database, outside: Gateways, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The application with a clean database, a chapter that has a name, and the clock at TODAY."""
    assert isinstance(outside.clock, MovableClock)
    outside.clock.at(factories.TODAY)
    outside.mailer = None
    with built.app_context():
        if not ("world" in request.fixturenames and database.holds(SMALL_CHAPTER)):
            database.put_back(CHAPTER)  # else load() puts back the small one, over whatever there is
        built.extensions["page_cache"].clear()
        built.extensions["database_probe"].forget()
        long_transactions.forget()
        logged_acts.forget()
        yield built
        db.session.rollback()
    assert long_transactions.found == []
    assert logged_acts.found == []


@pytest.fixture
def clock(app: Flask, outside: Gateways) -> MovableClock:
    """The clock that the application sees."""
    assert isinstance(outside.clock, MovableClock)
    return outside.clock


@pytest.fixture
def client(app: Flask) -> Browser:
    """A visitor's browser, with no cookies."""
    return Browser(app)


@pytest.fixture
def world(app: Flask, database: databases.Database) -> World:
    """A small chapter with one person of each kind, and what they may and may not touch."""
    return load(app, database)


@pytest.fixture
def another(app: Flask) -> Browser:
    """A second visitor's browser."""
    return Browser(app)


@pytest.fixture
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether tests run at full size (``--thorough``)."""
    return bool(request.config.option.thorough)
