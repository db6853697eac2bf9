"""How far the database is migrated, compared with the migrations that this program came with."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import column, inspect, select, table

from chapter import db
from chapter.plurals import plural

UPGRADE_COMMAND = "flask --app wsgi db upgrade"
SETUP_COMMAND = 'flask --app wsgi setup --director-email you@example.org --chapter-name "Our chapter"'
"""The command that creates the tables, too."""

VERSION_TABLE = table("alembic_version", column("version_num"))
"""The table in which Alembic stores which migration ran last."""

REVISION_FILES = "[0-9]" * 4 + "_*.py"


@dataclass(frozen=True)
class MigrationStatus:
    """``revision`` of the database, None for one without tables; how many migrations it lacks; ``newer``: it
    has one that this program does not know."""

    revision: str | None
    pending: int = 0
    newer: bool = False

    @property
    def is_current(self) -> bool:
        """Whether the database has exactly this program's migrations."""
        return not self.pending and not self.newer

    @property
    def problem(self) -> str:
        """What is wrong, in a few words; empty when nothing is."""
        if self.newer:
            return f"the database belongs to a newer Chapter (migration {self.revision})"
        if self.revision is None:
            return "the database has no tables yet"
        return f"{plural(self.pending, 'migration is', 'migrations are')} pending" if self.pending else ""

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, as a sentence; empty when nothing is wrong."""
        if self.newer:
            return (
                f"{self.problem}; this program knows those up to {known_revisions()[-1]}. Start the newer "
                "program, or restore the copy of the database from before the update."
            )
        return f"{self.problem}. Run: {SETUP_COMMAND if self.revision is None else UPGRADE_COMMAND}" * (
            not self.is_current
        )


def register(app: Flask) -> None:
    """Record the migration files that exist now: an update may replace them while the program runs."""
    found = (Path(app.config["MIGRATIONS"]) / "versions").glob(REVISION_FILES)
    app.extensions["revisions"] = sorted(path.name[:4] for path in found)


def known_revisions() -> list[str]:
    """The revisions of this program, the oldest first."""
    revisions: list[str] = current_app.extensions["revisions"]
    return revisions


def current_status() -> MigrationStatus:
    """The status, read on a connection of its own. Raises SQLAlchemyError when the database does not
    answer."""
    with db.database.engine.connect() as connection:
        made = inspect(connection).has_table(VERSION_TABLE.name)
        revision = connection.scalar(select(VERSION_TABLE.c.version_num)) if made else None
    if revision is None:
        return MigrationStatus(None, len(known_revisions()))
    if revision not in known_revisions():
        return MigrationStatus(revision, newer=True)
    return MigrationStatus(revision, len(known_revisions()) - 1 - known_revisions().index(revision))
