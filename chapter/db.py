"""The database: the base of all tables, their column types, and the one way to write.

Everything here is plain SQLAlchemy 2; Flask-SQLAlchemy only holds the engine and a session for each
application context, so that leaving it would change this file and no other.
"""

import base64
import random
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Select, event, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    registry,
)
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import JSON, TypeDecorator
from werkzeug.exceptions import NotFound

from chapter.refusal import EditConflict

BUSY_TIMEOUT = "busy_timeout=4000"
PATIENCE_SECONDS = 4.0
SQLITE_SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", BUSY_TIMEOUT)
POSTGRESQL_SETTINGS = ("lock_timeout = '4s'",)
"""As long as SQLite waits: whoever would wait longer gets an error page in time."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

EASY_TO_READ = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "abcdefghijkmnpqrstuvwxyz23456789")
"""From base 32 to letters and digits that are not confused with one another."""

_writing: ContextVar[bool] = ContextVar("writing", default=False)

before_writing: list[Callable[[], None]] = []
"""Called before every ``writing()``; each raises when the request or command may not write."""

after_writing: list[Callable[[float], None]] = []
"""Called with how many seconds each finished ``writing()`` held its transaction; the wait for it is not
counted."""


after_commit: list[Callable[[], None]] = []
"""Called when a ``writing()`` was committed, and not when it was rolled back."""


class WriteNotAllowed(RuntimeError):
    """Something tried to change the database without ``writing()``."""


class UTCDateTime(TypeDecorator[datetime]):
    """A datetime column. Only aware datetimes go in, only UTC comes out, on either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime(), dict[str, Any]: JSON(), list[Any]: JSON()},
    )


class Versioned:
    """A record that two may change at once. The ORM raises ``version`` with each change of the row. A row
    that somebody else has changed since it was read is not written: ``writing`` raises EditConflict.

    A statement that changes many rows raises nothing; where it matters, it sets ``version`` as well.
    """

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


Row = TypeVar("Row")
Record = TypeVar("Record", bound=Model)

database = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})
session = database.session


def register(app: Flask) -> None:
    """Connect the application to its database and to its migrations."""
    database.init_app(app)
    Migrate(app, database, directory=app.config["MIGRATIONS"], render_as_batch=True)
    with app.app_context():
        _prepare(database.engine)


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgresql)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for setting in SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    for setting in POSTGRESQL_SETTINGS:
        connection.execute(f"SET {setting}")
    connection.commit()


def _begin_sqlite(connection: Any) -> None:
    if _writing.get():
        _take_turn(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_turn(connection: Any) -> None:
    """Retry BEGIN IMMEDIATE every few milliseconds until the lock is free or the time-out is over.

    SQLite's own waiting sleeps longer each time, up to 100 ms: whoever has waited longest asks most rarely,
    and under load starves behind newcomers.
    """
    raw = connection.connection.dbapi_connection
    until = time.monotonic() + PATIENCE_SECONDS
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(random.uniform(0.001, 0.004))  # noqa: S311 - so that two don't ask in step
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA {BUSY_TIMEOUT}")


@event.listens_for(session, "before_flush")
def _refuse_stray_rows(session: Session, _context: Any, _instances: Any) -> None:
    if not _writing.get():
        raise WriteNotAllowed("rows were changed outside of writing()")


@event.listens_for(session, "do_orm_execute")
def _refuse_stray_statements(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete or state.is_insert) and not _writing.get():
        raise WriteNotAllowed("a statement that changes rows ran outside of writing()")


def in_writing() -> bool:
    """Whether a ``writing()`` is open in this context. Slow or outside calls check it, and refuse to run."""
    return _writing.get()


def end_reading() -> None:
    """End the read transaction: slow work (hashing a password, a picture) runs with nothing open."""
    session.rollback()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that may change rows; only POST views, tasks and commands open it.

    Ends the read that went before, takes the write lock at once on SQLite (BEGIN IMMEDIATE: a
    transaction that begins with a read and then writes fails there as soon as somebody else wrote in
    between), expires what was loaded, commits at the end and rolls back on any exception.

    Raises EditConflict when somebody else changed a row since it was read here, RuntimeError when one is open
    already, or when rows were changed before it began.
    """
    if _writing.get():
        raise RuntimeError("writing() inside writing(): a rule opened a transaction of its own")
    if session.new or session.dirty or session.deleted:
        raise WriteNotAllowed("rows were changed before writing() began")
    for ask in before_writing:
        ask()

    session.rollback()
    session.expire_all()
    token = _writing.set(True)
    began = time.perf_counter()
    try:
        session.connection()
        began = time.perf_counter()
        yield
        session.commit()
    except BaseException as error:
        session.rollback()
        if isinstance(error, StaleDataError):
            raise EditConflict from error
        raise
    finally:
        _writing.reset(token)
        for tell in after_writing:
            tell(time.perf_counter() - began)
    for hear in after_commit:
        hear()


def lock(row: Record, *, whole: bool = False) -> Record:
    """Lock ``row`` until the end of this ``writing()`` and reload it; rows that are loaded along with it are
    not locked.

    A scarce thing is counted only under this lock: the one row that is short, first and once.
    ``populate_existing`` matters: without it PostgreSQL locks the row and SQLAlchemy still shows the values
    it had before.

    Whoever writes a row that only points to this one (a mail to a person) does not have to wait, as
    PostgreSQL would make them: that could deadlock. ``whole`` is for changes to what is unique in the row (an
    account's email), to which nobody may point meanwhile.
    """
    return lock_of(type(row), inspect(row).identity, whole=whole)


def lock_of(model: type[Record], identity: Any, *, whole: bool = False) -> Record:
    """Lock a row that nobody has read yet, in one statement; otherwise like ``lock``.

    Not by ``session.get``, which refuses a `Versioned` row that somebody else changed since it was read here:
    a lock waits for just that.
    """
    if not _writing.get():
        raise WriteNotAllowed("lock() without writing() holds nothing")
    numbers = identity if isinstance(identity, tuple) else (identity,)
    named = (column == number for column, number in zip(inspect(model).primary_key, numbers, strict=True))
    found = select(model).where(*named).with_for_update(of=model, key_share=not whole)
    return session.scalars(found.execution_options(populate_existing=True)).unique().one()


def raise_version(record: Versioned) -> None:
    """Raise the version of a record of which only what belongs to it changed: rows of other tables."""
    record.version += 1


def take_turn(what: str) -> None:
    """Wait until nobody else who took a turn for ``what`` still writes, and hold it until the end of this
    ``writing()``: for rows that are looked for and added when missing, where there is no row to lock. SQLite
    has one writer anyway."""
    if not _writing.get():
        raise WriteNotAllowed("take_turn() without writing() holds nothing")
    if database.engine.dialect.name != "sqlite":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


@contextmanager
def remembering() -> Iterator[None]:
    """Keep loaded rows in memory until the end: a session alone drops a row as soon as nothing refers to it,
    and queries again. For reading many records that share others."""
    held: list[object] = []

    def hold(_session: Session, row: object) -> None:
        held.append(row)

    event.listen(session(), "loaded_as_persistent", hold)
    try:
        yield
    finally:
        event.remove(session(), "loaded_as_persistent", hold)


def first(statement: Select[Row]) -> Row | None:
    """The first row of ``statement``, or None."""
    return session.scalars(statement.limit(1)).first()


def first_or_404(statement: Select[Row]) -> Row:
    """The first row of ``statement``; NotFound (404) when there is none."""
    found = first(statement)
    if found is None:
        raise NotFound
    return found


def count(statement: Select[*tuple[Any, ...]]) -> int:
    """How many rows ``statement`` has in all, however many of them a page shows."""
    return session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def add_missing(model: type[Any], rows: list[dict[str, Any]]) -> None:
    """Insert those of ``rows`` whose key no row has yet; the others stay as they are, and no record of the
    session learns of it. Raises WriteNotAllowed outside of ``writing()``."""
    if not in_writing():
        raise WriteNotAllowed("rows were added outside of writing()")
    session.flush()
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    if rows:
        session.connection().execute(insert(model).on_conflict_do_nothing(), rows)


def public_id() -> str:
    """A new public id that says nothing about its record: 16 lower-case letters and digits, 80 bits."""
    return base64.b32encode(secrets.token_bytes(10)).decode().translate(EASY_TO_READ)
