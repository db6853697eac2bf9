"""Whether the pages and the worker may start: what would fail at each press is said once, before."""

import os
import sys

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from chapter import db, migration_status
from chapter.logs import database_errors
from chapter.settings import queries as settings

EXIT_STATUS = 3
"""Of a program that can't start; gunicorn does not try again after it."""

SAMPLE = (
    "this database holds the sample chapter, whose passwords are published. Set DATABASE_URL to another, or "
    "CHAPTER_ENV=demo to look at the sample."
)


class CannotStart(Exception):
    """The pages or the worker can't start; the sentence says what to do."""


def check_database(app: Flask) -> None:
    """Ask the database whether it answers and is none of a newer Chapter; every command needs that. Raises
    CannotStart. One in a file may be missing, and about to be made."""
    with app.app_context():
        engine = db.database.engine
        if engine.dialect.name == "sqlite" and not os.path.exists(engine.url.database or ""):
            return
        standing = _standing()
        if standing.newer:
            raise CannotStart(standing.sentence)


def check_ready(app: Flask) -> None:
    """Ask for all that pages and worker need. Raises CannotStart. Leaves no connection open, for forks."""
    with app.app_context():
        standing = _standing()
        if not standing.is_current:
            raise CannotStart(standing.sentence)
        sample = settings.current().sample
        db.session.remove()
        db.database.engine.dispose()
        if sample and app.config["CHAPTER_ENV"] == "production":
            raise CannotStart(SAMPLE)


def check_or_exit(app: Flask) -> None:
    """The same; ends this program with its sentence."""
    try:
        check_ready(app)
    except CannotStart as error:
        exit_with(error)


def exit_with(error: Exception) -> None:
    """Say why nothing starts, in one line, and end this program."""
    sys.stderr.write(f"Chapter does not start: {error}\n")
    sys.exit(EXIT_STATUS)


def _standing() -> migration_status.MigrationStatus:
    engine = db.database.engine
    try:
        return migration_status.current_status()
    except SQLAlchemyError as error:
        why = " ".join(database_errors.describe(error).values())
        where = engine.url.render_as_string(hide_password=True)
        raise CannotStart(f"the database {where} does not answer, or is none of Chapter's ({why}).") from None
    finally:
        engine.dispose()
