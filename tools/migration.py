"""Write the next migration: what the models say and the migrations so far do not make.

    make migration name="what it adds"         a few lower-case words, which name the file

A new SQLite database is migrated to the last one, and Alembic compares it with the models. What it does not
see (a new CHECK on a table that stands, a name that changed, triggers) is written by hand into what it wrote.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import revision, upgrade

import config
from chapter import create_app, db

NAME = re.compile(r"[a-z]+(?: [a-z]+){0,7}")
GENERATED = re.compile(r"^ *# ###.*\n", re.M)
LINE_LENGTH = "110"
SETTINGS = {
    "CHAPTER_ENV": "test",
    "SECRET_KEY": "of-a-database-that-is-thrown-away",
    "ENCRYPTION_KEY": "seals-nothing-since-it-is-thrown-away",
    "BASE_URL": "http://new.test",
    "MAIL_FROM": "nobody@new.test",
}


def write(app: Flask, name: str) -> Path | None:
    """The file of the next migration, numbered after the last; None when the models ask for nothing new.
    The database of ``app`` is empty."""
    versions = Path(app.config["MIGRATIONS"]) / "versions"
    number = 1 + max(int(path.name[:4]) for path in versions.glob("[0-9][0-9][0-9][0-9]_*.py"))
    upgrade()
    with db.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        if not compare_metadata(context, db.Model.metadata):
            return None
    revision(message=name, autogenerate=True, rev_id=f"{number:04}")
    (made,) = versions.glob(f"{number:04}_*.py")
    made.write_text(GENERATED.sub("", made.read_text()))
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run(  # noqa: S603 - our own formatter, on the file that was made
        [ruff, "format", "--quiet", "--isolated", "--line-length", LINE_LENGTH, made], check=True
    )
    return made


def main() -> int:
    """Write it; 1 when there is nothing to write, or no name to write it under."""
    name = " ".join(sys.argv[1:])
    if not NAME.fullmatch(name):
        sys.stderr.write('make migration name="what it adds": a few lower-case words\n')
        return 1
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({**SETTINGS, "DATABASE_URL": f"sqlite:///{folder}/new.sqlite"}))
        with app.app_context():
            made = write(app, name)
            db.database.engine.dispose()
    if made is None:
        sys.stderr.write("The migrations make what the models say: there is nothing to add.\n")
        return 1
    sys.stdout.write(f"{made.relative_to(Path.cwd())}: read it, then run tests/test_migrations.py\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
