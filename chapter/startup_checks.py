"""Whether the pages and the worker may start: what would fail at each request is reported once, before."""

import os
import sys

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from chapter import db, gateways, migration_status
from chapter.gateways.files import FileStore, StoreRefused, StoreUnavailable
from chapter.gateways.files.database import DatabaseFiles
from chapter.gateways.files.pair import FilesInTwoStores
from chapter.logs import database_errors
from chapter.settings import queries as settings

EXIT_STATUS = 3
"""The exit status of a program that can't start; gunicorn does not retry after it."""

SAMPLE = (
    "this database is the sample chapter, and its passwords are public. Set DATABASE_URL to another "
    "database, or set CHAPTER_ENV=demo to see the sample."
)

LEFT_IN_THE_DATABASE = (
    "FILES_STORE is set, but some pictures are still in the database. Set FILES_STORE_BEFORE=database, start "
    "again, and run `flask --app wsgi files move`."
)
log = structlog.get_logger()


class CannotStart(Exception):
    """The pages or the worker can't start; the sentence says what to do."""


def check_database(app: Flask) -> None:
    """Check that the database answers and does not belong to a newer Chapter; every command needs that. A
    missing SQLite file passes: it may be about to be created. Raises CannotStart."""
    with app.app_context():
        engine = db.database.engine
        if engine.dialect.name == "sqlite" and not os.path.exists(engine.url.database or ""):
            return
        standing = _standing()
        if standing.newer:
            raise CannotStart(standing.sentence)


def check_ready(app: Flask) -> None:
    """Check all that pages and worker need. Raises CannotStart. Leaves no connection open, for forks."""
    with app.app_context():
        standing = _standing()
        if not standing.is_current:
            raise CannotStart(standing.sentence)
        _check_files(gateways.current().files)
        sample = settings.current().sample
        db.session.remove()
        db.database.engine.dispose()
        if sample and app.config["CHAPTER_ENV"] == "production":
            raise CannotStart(SAMPLE)


def check_or_exit(app: Flask) -> None:
    """Run ``check_ready``; when it fails, print its sentence and exit."""
    try:
        check_ready(app)
    except CannotStart as error:
        exit_with(error)


def exit_with(error: Exception) -> None:
    """Print why the program can't start, in one line, and exit."""
    sys.stderr.write(f"Chapter can't start: {error}\n")
    sys.exit(EXIT_STATUS)


def _check_files(store: FileStore) -> None:
    """Raises CannotStart when the store of files will never take one, or files are left in the database. A
    store that is silent for the moment passes: pages go on without their pictures."""
    try:
        store.check()
    except StoreRefused as refused:
        raise CannotStart(f"FILES_STORE: {refused}.") from None
    except StoreUnavailable as error:
        log.error("files_unavailable", why=str(error))
    read = (store.current, store.before) if isinstance(store, FilesInTwoStores) else (store,)
    reads_there = any(isinstance(one, DatabaseFiles) for one in read)
    if not reads_there and any(True for _ in DatabaseFiles().listing()):
        raise CannotStart(LEFT_IN_THE_DATABASE)


def _standing() -> migration_status.MigrationStatus:
    engine = db.database.engine
    try:
        return migration_status.current_status()
    except SQLAlchemyError as error:
        why = " ".join(database_errors.describe(error).values())
        where = engine.url.render_as_string(hide_password=True)
        raise CannotStart(
            f"the database {where} doesn't answer, or isn't a Chapter database ({why})."
        ) from None
    finally:
        engine.dispose()
