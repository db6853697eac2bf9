"""The one way to write: what ``writing()`` and ``lock()`` promise, and what happens when they can't.

Reliability, rows 6 and 8.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask, g
from sqlalchemy import delete, event, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.mail.models import Suppression
from chapter.people.models import Person
from chapter.web import request_logging
from tests import long_transactions
from tests.browser import Browser
from tests.databases import Database, Sqlite
from tests.factories import TODAY, a_person, an_event

BUSY_WITHIN_SECONDS = 5


def a_row(name: str = "one") -> Suppression:
    return Suppression(address_hash=name, why="", at=TODAY)


def names() -> list[str]:
    return list(db.session.scalars(select(Suppression.address_hash)))


def rename_elsewhere(name: str) -> None:
    """Somebody else renames everybody, in a transaction that is over before ours goes on."""
    with db.database.engine.begin() as connection:
        connection.execute(update(Person).values(name=name))


def test_what_is_written_is_kept(app: Flask) -> None:
    with db.writing():
        db.session.add(a_row())
    db.session.rollback()
    assert names() == ["one"]


def test_nothing_is_kept_when_anything_fails(app: Flask) -> None:
    with pytest.raises(IntegrityError), db.writing():
        db.session.add_all([a_row("one"), a_row("two"), Suppression(address_hash="three", at=TODAY)])
    assert names() == []
    assert not db.in_writing()


def test_what_is_missing_is_added_and_what_is_there_stays(app: Flask) -> None:
    with db.writing():
        db.session.add(a_row())
        news = {"why": "told", "at": TODAY}
        db.add_missing(Suppression, [{"address_hash": "one", **news}, {"address_hash": "two", **news}])
        db.add_missing(Suppression, [])
    assert dict(db.session.execute(select(Suppression.address_hash, Suppression.why)).all()) == {
        "one": "",
        "two": "told",
    }


def test_nothing_is_added_outside_of_writing(app: Flask) -> None:
    with pytest.raises(db.WriteNotAllowed):
        db.add_missing(Suppression, [{"address_hash": "one", "why": "", "at": TODAY}])


def test_writing_inside_writing_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="inside writing"), db.writing(), db.writing():
        pass


def test_rows_that_were_changed_before_are_refused(app: Flask) -> None:
    db.session.add(a_row())
    with pytest.raises(db.WriteNotAllowed), db.writing():
        pass


def test_a_row_that_is_flushed_outside_of_writing_is_refused(app: Flask) -> None:
    db.session.add(a_row())
    with pytest.raises(db.WriteNotAllowed):
        db.session.flush()
    db.session.rollback()


@pytest.mark.every_case
@pytest.mark.parametrize(
    "statement",
    [
        insert(Suppression).values(address_hash="two", why="", at=TODAY),
        update(Suppression).values(why="other"),
        delete(Suppression),
    ],
    ids=["insert", "update", "delete"],
)
def test_a_statement_that_changes_rows_outside_of_writing_is_refused(app: Flask, statement: object) -> None:
    with pytest.raises(db.WriteNotAllowed):
        db.session.execute(statement)  # type: ignore[call-overload]  # one of three kinds


def test_what_was_read_before_is_read_afresh_inside_writing(app: Flask) -> None:
    person = a_person("Ana Before")
    rename_elsewhere("Ana After")
    with db.writing():
        assert person.name == "Ana After"


def test_lock_reads_the_row_afresh_though_it_was_read_before(app: Flask) -> None:
    person = a_person("Ana Before")
    rename_elsewhere("Ana After")
    with db.writing():
        assert db.lock(person).name == "Ana After"


def test_lock_holds_nothing_outside_of_writing_and_says_so(app: Flask) -> None:
    with pytest.raises(db.WriteNotAllowed):
        db.lock(a_person())


@pytest.mark.sqlite
def test_writing_takes_the_lock_at_once(app: Flask, database: Sqlite) -> None:
    other = sqlite3.connect(database.path, timeout=0, isolation_level=None)
    with db.writing():
        db.session.scalar(select(1))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.sqlite
def test_reading_takes_no_lock(app: Flask, database: Sqlite) -> None:
    assert names() == []
    other = sqlite3.connect(database.path, timeout=0, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.sqlite
def test_every_connection_is_set_up_to_keep_what_it_acknowledged(app: Flask) -> None:
    asked = {
        name: db.session.scalar(text(f"PRAGMA {name}"))
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 4000}


@pytest.mark.postgresql
def test_a_locked_row_is_locked_for_others(app: Flask) -> None:
    person = a_person()
    with db.writing(), db.database.engine.connect() as other:
        db.lock(person)
        with pytest.raises(OperationalError, match="lock"):
            other.execute(select(Person.id).with_for_update(nowait=True))


def test_rows_that_point_nowhere_are_refused(app: Flask) -> None:
    event_ = an_event()
    with pytest.raises(IntegrityError), db.writing():
        event_.published_by = 999


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(app: Flask) -> None:
    chicago = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=-6)))
    person = a_person(created_at=chicago)
    db.session.expire_all()
    assert person.created_at == chicago
    assert person.created_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(Exception, match="needs its zone"), db.writing():
        db.session.add(Suppression(address_hash="x", why="", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the point


def test_whoever_asks_is_told_how_long_a_writing_took(app: Flask) -> None:
    told: list[float] = []
    db.after_writing.append(told.append)
    with db.writing():
        time.sleep(0.02)
    db.after_writing.remove(told.append)
    assert len(told) == 1
    assert told[0] >= 0.02


def test_a_press_that_writes_for_long_is_logged(
    client: Browser, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for longest, warned in ((60.0, False), (0.0, True)):
        monkeypatch.setattr(request_logging, "LONG_TRANSACTION_SECONDS", longest)
        client.get("/password/forgotten").form().fill(email="ana@example.test").press()
        assert ('"event": "long_writing"' in capsys.readouterr().out) is warned


@pytest.mark.sqlite
def test_waiting_for_the_lock_is_no_long_writing(
    app: Flask, database: Sqlite, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sleep = time.sleep

    def wait(_seconds: float) -> None:
        sleep(0.05)
        other.close()

    monkeypatch.setattr(time, "sleep", wait)
    told: list[float] = []
    db.after_writing.append(told.append)
    began = time.perf_counter()
    with db.writing():
        pass
    waited = time.perf_counter() - began - told[0]
    db.after_writing.remove(told.append)
    assert waited >= 0.05


def test_a_press_that_writes_in_many_statements_is_noted(app: Flask) -> None:
    def ask(times: int) -> None:
        with db.writing():
            for _ in range(times):
                db.session.execute(text("SELECT 1"))

    ask(long_transactions.MOST_STATEMENTS + 1)
    assert long_transactions.found == [], "no press"
    with app.test_request_context("/slow", method="POST"):
        g.proved = True
        ask(long_transactions.MOST_STATEMENTS)
        assert long_transactions.found == []
        ask(long_transactions.MOST_STATEMENTS + 1)
    assert long_transactions.found == [
        f"POST /slow wrote in {long_transactions.MOST_STATEMENTS + 1} statements"
    ]
    long_transactions.forget()


@contextmanager
def held_by_somebody_else(database: Database) -> Iterator[None]:
    """Another program writes and does not come to an end."""
    if isinstance(database, Sqlite):
        other = sqlite3.connect(database.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    with db.database.engine.connect() as connection:
        connection.execute(text("LOCK TABLE rsvps, events IN SHARE ROW EXCLUSIVE MODE"))
        yield


def test_while_somebody_else_writes_a_press_is_answered_soon_and_pages_go_on(
    app: Flask, client: Browser, database: Database
) -> None:
    slug = an_event(seats=3).slug
    page = client.get(f"/events/{slug}")
    with held_by_somebody_else(database):
        began = time.monotonic()
        form = page.form("rsvp").fill(name="Ana Able", email="ana@example.test", party_size="1")
        answer = form.press(follow=False)
        assert time.monotonic() - began < BUSY_WITHIN_SECONDS
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "nothing was changed" in answer.text
        assert client.get(f"/events/{slug}").status == 200
    assert form.press(follow=False).status == 303


@contextmanager
def a_full_disk() -> Iterator[None]:
    """SQLite may not grow by a single page."""

    def full(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    engine = db.database.engine
    engine.dispose()
    event.listen(engine, "connect", full)
    yield
    event.remove(engine, "connect", full)
    engine.dispose()


def bookings() -> int:
    return db.session.scalar(select(func.count()).select_from(Rsvp)) or 0


@pytest.mark.sqlite
def test_on_a_full_disk_a_press_is_answered_kindly_and_pages_go_on(app: Flask, client: Browser) -> None:
    slug = an_event(seats=300, party_limit=20).slug
    guest = {"party_size": "1", "dietary": "nuts " * 190, "access_needs": "ramp " * 190}
    kept = 0
    with a_full_disk():
        for number in range(60):
            form = Browser(app).get(f"/events/{slug}").form("rsvp")
            answer = form.fill(name=f"Ana {number}", email=f"ana{number}@example.test", **guest).press(
                follow=False
            )
            if answer.status == 503:
                break
            kept += answer.status == 303
        assert answer.status == 503
        assert "nothing was changed" in answer.text
        assert int(answer.headers["Retry-After"]) > 0
        assert client.get(f"/events/{slug}").status == 200
        assert bookings() == kept
    assert form.press(follow=False).status == 303
    assert bookings() == kept + 1
