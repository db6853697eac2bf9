"""/readyz is asked by whoever looks after the machine: ready is what can be read and written now."""

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from chapter import db, migration_status
from chapter.web import database_probe, health_checks
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.databases import Sqlite
from tests.test_database import a_full_disk

ANSWERS_WITHIN_SECONDS = 2.0


def ready(client: Browser) -> tuple[int, dict[str, Any]]:
    """What /readyz answers now, to somebody who comes for the first time."""
    client.app.extensions["database_probe"].forget()
    began = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - began < ANSWERS_WITHIN_SECONDS + 3  # a busy machine
    return answer.status, answer.json


def as_if_migrated_to(revision: str) -> None:
    """What an earlier or a later program would have left."""
    with db.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": revision})


@pytest.fixture
def of_another_version(app: Flask) -> Iterator[Callable[[str], None]]:
    """Makes the database one of another version, until the test is over."""
    yield as_if_migrated_to
    db.session.rollback()
    as_if_migrated_to(migration_status.known_revisions()[-1])


def test_ready_is_a_database_that_is_migrated_and_can_be_written(client: Browser) -> None:
    status, said = ready(client)
    assert (status, said["status"], said["database"]) == (
        200,
        "ready",
        migration_status.known_revisions()[-1],
    )
    assert client.get("/healthz").json == {"status": "alive"}


def test_migrations_that_are_pending_or_unknown_are_not_ready(
    client: Browser, of_another_version: Callable[[str], None]
) -> None:
    of_another_version(migration_status.known_revisions()[-2])
    status, said = ready(client)
    assert (status, said["status"]) == (503, "not ready")
    assert said["reason"] == "1 migration is pending"
    of_another_version("9999")
    status, said = ready(client)
    assert (status, said["reason"]) == (503, "the database belongs to a newer Chapter (migration 9999)")
    assert client.get("/healthz").status == 200


@pytest.mark.sqlite
def test_a_database_that_somebody_else_holds_is_not_ready_and_is_soon_again(
    client: Browser, database: Sqlite
) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    status, said = ready(client)
    other.close()
    assert (status, said["reason"]) == (503, "the database is locked by another program")
    assert ready(client)[0] == 200


@pytest.mark.sqlite
def test_a_database_that_may_not_grow_is_not_ready(client: Browser) -> None:
    with a_full_disk():
        status, said = ready(client)
        assert (status, said["reason"]) == (503, "the disk is full")
        assert said["database"] == migration_status.known_revisions()[-1]
        assert client.get("/healthz").status == 200
    assert ready(client)[0] == 200


@pytest.mark.sqlite
def test_a_disk_without_room_beside_the_database_is_not_ready(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, reason in ((errno.ENOSPC, "the disk is full"), (errno.EIO, "the database can't be written")):

        def fail(_file: int, number: int = number) -> None:
            raise OSError(number, "no room")

        monkeypatch.setattr(os, "fsync", fail)
        status, said = ready(client)
        assert (status, said["reason"]) == (503, reason)


@contextmanager
def that_may_only_be_read() -> Iterator[None]:
    """Every connection to the database reads, and never writes."""
    engine = db.database.engine
    sqlite = engine.dialect.name == "sqlite"
    words = "PRAGMA query_only = ON" if sqlite else "SET default_transaction_read_only = on"

    def only_read(connection: Any, _record: object) -> None:
        connection.cursor().execute(words)
        if not sqlite:
            connection.commit()

    engine.dispose()
    event.listen(engine, "connect", only_read)
    yield
    event.remove(engine, "connect", only_read)
    db.session.rollback()
    engine.dispose()


def test_a_database_that_may_only_be_read_is_not_ready(client: Browser) -> None:
    with that_may_only_be_read():
        status, said = ready(client)
        assert (status, said["reason"]) == (503, "the database can't be written")
    assert ready(client)[0] == 200


def test_a_database_that_says_nothing_keeps_nobody_waiting(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = database_probe.check_database

    def slowly() -> tuple[str | None, str]:
        time.sleep(4)
        return tried()

    monkeypatch.setattr(database_probe, "ANSWER_WITHIN_SECONDS", 0.2)
    monkeypatch.setattr(database_probe, "check_database", slowly)
    began = time.monotonic()
    status, said = ready(client)
    assert time.monotonic() - began < 3, "it waited for what is slow"
    assert (status, said["reason"], said["database"]) == (503, "the database does not answer", None)
    time.sleep(5)
    assert client.get("/readyz").status == 200, "what came late is remembered"


def test_the_disk_is_tried_once_in_a_while_however_many_ask(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    tried = database_probe.check_database

    def counted() -> tuple[str | None, str]:
        tries.append(1)
        return tried()

    monkeypatch.setattr(database_probe, "check_database", counted)
    assert [ready(client)[0], *(client.get("/readyz").status for _ in range(20))] == [200] * 21
    assert tries == [1]
    assert ready(client)[0] == 200
    assert tries == [1, 1]


def test_trying_leaves_nothing_behind(app: Flask, client: Browser) -> None:
    def tables() -> set[str]:
        return set(db.database.engine.dialect.get_table_names(db.session.connection()))

    before = tables()
    db.session.rollback()
    assert ready(client)[0] == 200
    assert tables() == before


def test_what_runs_beside_the_pages_is_told_and_decides_nothing(
    client: Browser, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(now: datetime) -> dict[str, Any]:
        return {"silent_since": now.isoformat()}

    def broken(_now: datetime) -> dict[str, Any]:
        db.session.execute(text("SELECT * FROM no_such_table"))
        return {}

    monkeypatch.setattr(health_checks, "_details", {})
    health_checks.add_readiness_detail("worker", silent)
    health_checks.add_readiness_detail("post", broken)
    status, said = ready(client)
    assert status == 200
    assert said["worker"] == {"silent_since": clock.now().isoformat()}
    assert said["post"] is None


def a_column_that_is_not_there() -> None:
    """What a page of another version asks for."""
    db.session.execute(text("SELECT no_such_column FROM people"))


def a_disk_that_gives_nothing() -> None:
    """What the driver raises then."""
    raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))


@pytest.fixture
def events_ask(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Lets the list of events ask for something before all else."""

    def ask(first: Callable[[], None]) -> None:
        @wraps(app.view_functions["bookings.event_list"])
        def view() -> None:
            first()

        monkeypatch.setitem(app.view_functions, "bookings.event_list", view)

    return ask


def plainly(page: Page) -> None:
    """It says what is up, and asks for no press."""
    assert page.status == 503
    assert "Press the button" not in page.text
    assert int(page.headers["Retry-After"]) > 0
    assert "Traceback" not in page.text


def test_pages_say_plainly_that_the_update_is_not_finished(
    client: Browser,
    events_ask: Callable[[Callable[[], None]], None],
    of_another_version: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    events_ask(a_column_that_is_not_there)
    of_another_version(migration_status.known_revisions()[-2])
    page = client.get("/events/")
    plainly(page)
    assert "We’re updating this site" in page.text
    assert "1 migration is pending. Run: flask --app wsgi db upgrade" in capsys.readouterr().out


def test_pages_of_an_old_program_say_that_the_database_went_ahead(
    client: Browser,
    events_ask: Callable[[Callable[[], None]], None],
    of_another_version: Callable[[str], None],
) -> None:
    events_ask(a_column_that_is_not_there)
    of_another_version("9999")
    page = client.get("/events/")
    plainly(page)
    assert "We’re updating this site" in page.text


def test_a_page_that_can_t_be_read_asks_for_no_press(
    client: Browser, events_ask: Callable[[Callable[[], None]], None]
) -> None:
    events_ask(a_disk_that_gives_nothing)
    page = client.get("/events/")
    plainly(page)
    assert "Reload it" in page.text
