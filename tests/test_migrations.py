"""Migrations: numbered, one after the other, equal to the models, and they lose nothing on the way.

Reliability, row 17: foreign keys are off while migrating, since with them on a batch migration empties or
breaks the tables that point at the one it re-creates.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, MetaData, inspect, select, text
from sqlalchemy.exc import IntegrityError

import config
from chapter import db
from chapter.gateways import Gateways
from chapter.gateways.files import sha256
from chapter.gateways.files.database import DatabaseFiles
from chapter.media import decoder
from chapter.media.models import Picture, PictureFile
from chapter.people.pictures import PHOTO
from tests import factories
from tests.applications import application
from tests.conftest import SETTINGS, MovableClock
from tests.databases import Database, contents
from tests.house_rules import ROOT
from tests.media.photos import a_photo
from tests.media.pictures import a_picture
from tests.seed.chapter import build

pytestmark = pytest.mark.every_case

MIGRATIONS = ROOT / "migrations"
NEXT = '''"""a column more, a name changed, and both back again: tables are made anew on SQLite"""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{last}"


def upgrade() -> None:
    for table in ("people", "events", "rsvps", "accounts"):
        with op.batch_alter_table(table, recreate="auto") as batch:
            batch.add_column(sa.Column("mood", sa.String(20), nullable=False, server_default="calm"))
            batch.alter_column("public_id" if table != "accounts" else "email_key", new_column_name="renamed")


def downgrade() -> None:
    for table in ("accounts", "rsvps", "events", "people"):
        with op.batch_alter_table(table, recreate="auto") as batch:
            batch.alter_column("renamed", new_column_name="public_id" if table != "accounts" else "email_key")
            batch.drop_column("mood")
'''

CARELESS = """
from alembic import op
revision = "9998"
down_revision = "{last}"

def upgrade() -> None:
    op.execute("DELETE FROM people")
"""


def scripts(folder: Path = MIGRATIONS) -> ScriptDirectory:
    settings = Config()
    settings.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(settings)


@pytest.fixture
def site(empty_database: Callable[[], Database], tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database of its own, with a copy of the migrations and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    last = scripts().get_current_head()
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(last=last))
    loaded = config.load({**SETTINGS, "DATABASE_URL": empty_database().url})
    clock = MovableClock()
    clock.at(factories.TODAY)
    settings = {**loaded, "MIGRATIONS": str(folder)}
    with application(settings, Gateways(clock=clock)) as app, app.app_context():
        yield app
        db.session.remove()


def populated(app: Flask) -> dict[str, list[tuple[str, ...]]]:
    """Fill the database as it stands after our own migrations; everything that it holds."""
    upgrade(revision=str(scripts().get_current_head()))
    factories.the_chapter()
    build(app)
    db.session.remove()
    return contents(db.database.engine)


def tables() -> set[str]:
    return set(inspect(db.database.engine).get_table_names())


def test_migrations_are_numbered_and_follow_each_other() -> None:
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    for number, name in enumerate(files, 1):
        assert re.fullmatch(rf"{number:04}_[a-z_]+\.py", name), name
        script = scripts().get_revision(f"{number:04}")
        assert script.down_revision == (f"{number - 1:04}" if number > 1 else None)


def test_there_is_one_head() -> None:
    assert len(scripts().get_heads()) == 1


def test_migrations_import_nothing_of_the_application() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert not re.search(r"^\s*(from|import) (chapter|config)\b", path.read_text(), re.M), path.name


def test_the_migrated_database_is_what_the_models_say(app: Flask) -> None:
    with db.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.Model.metadata) == []


def test_the_migrated_database_has_the_checks_that_the_models_have(app: Flask) -> None:
    found = inspect(db.database.engine)
    for table in db.Model.metadata.sorted_tables:
        wanted = {str(rule.name) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        assert {rule["name"] for rule in found.get_check_constraints(table.name)} == wanted, table.name


def test_a_column_that_no_migration_makes_is_seen(app: Flask) -> None:
    with db.database.engine.connect() as connection:  # SQLite: another would not know of the column yet
        connection.execute(text("ALTER TABLE suppressions ADD COLUMN lost INTEGER"))
        connection.commit()
        try:
            assert compare_metadata(MigrationContext.configure(connection), db.Model.metadata) != []
        finally:
            connection.rollback()
            connection.execute(text("ALTER TABLE suppressions DROP COLUMN lost"))
            connection.commit()


def test_a_populated_database_goes_up_and_down_again_and_loses_nothing(site: Flask) -> None:
    before = populated(site)
    assert sum(len(rows) for rows in before.values()) > 60
    upgrade(revision="9999")
    with db.database.engine.connect() as connection:
        assert set(connection.scalars(text("SELECT mood FROM rsvps"))) == {"calm"}
    downgrade(revision=str(scripts().get_current_head()))
    assert contents(db.database.engine) == before


def test_what_is_held_back_does_not_leave_when_the_database_goes_back_to_before_there_was_holding(
    site: Flask,
) -> None:
    populated(site)
    waiting = text(
        "SELECT id FROM mails WHERE sent_at IS NULL AND failed_at IS NULL AND withdrawn_at IS NULL"
        " ORDER BY id"
    )
    with db.database.engine.begin() as connection:
        held, waits = connection.scalars(waiting).all()[:2]
        connection.execute(text("UPDATE mails SET held_at = created_at WHERE id = :id"), {"id": held})
    downgrade(revision="0035")
    with db.database.engine.connect() as connection:
        left = connection.scalars(waiting).all()
    assert held not in left
    assert waits in left


def test_the_sequence_that_calendars_saw_of_a_shift_never_goes_down(site: Flask) -> None:
    populated(site)
    read = text("SELECT id, sequence FROM shifts ORDER BY id")
    with db.database.engine.connect() as connection:
        after = connection.execute(read).all()
    downgrade(revision="0042")
    with db.database.engine.begin() as connection:
        connection.execute(text("UPDATE shifts SET seating = 7"))
    upgrade(revision=str(scripts().get_current_head()))
    with db.database.engine.connect() as connection:
        assert connection.execute(read).all() == [(number, before + 7) for number, before in after]
    assert after


def test_each_picture_of_before_is_two_files_and_comes_back_byte_by_byte(site: Flask) -> None:
    upgrade(revision="0045")
    bytes_of = {"small": decoder.reencode(a_photo(), PHOTO.sizes)[0].content, "large": b"of no known form"}
    before = {1: ("a" * 16, *bytes_of.values()), 2: ("b" * 16, b"\x00\xff", b"")}
    with db.database.engine.begin() as connection:
        for number, (public_id, small, large) in before.items():
            connection.execute(
                text(
                    "INSERT INTO pictures (id, public_id, made_at, small, large)"
                    " VALUES (:id, :public_id, :at, :small, :large)"
                ),
                {"id": number, "public_id": public_id, "at": factories.TODAY, "small": small, "large": large},
            )
    upgrade(revision="0046")
    files = {row.key: row for row in db.session.scalars(select(PictureFile))}
    assert len(files) == 4
    first = files[f"pictures/{'a' * 16}-small.webp"]
    assert (first.width, first.height, first.length) == (40, 30, len(bytes_of["small"]))
    assert all(sha256(DatabaseFiles().get(key)) == row.sha256 for key, row in files.items())
    assert set(db.session.scalars(select(Picture.use))) == {"photo"}
    db.session.remove()
    downgrade(revision="0045")
    with db.database.engine.connect() as connection:
        found = connection.execute(text("SELECT id, public_id, small, large FROM pictures")).all()
    assert {row.id: (row.public_id, bytes(row.small), bytes(row.large)) for row in found} == before


def test_pictures_in_another_store_come_back_before_the_database_goes_back(
    site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade(revision="0046")
    picture = a_picture()
    DatabaseFiles().delete(f"pictures/{picture.public_id}-large.webp")
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0045")
    assert "files move" in caplog.text
    assert "picture_files" in tables()


DECIDED = {
    "shown": ("approved_at = made_at, approved_by = :who", ("shown_by",)),
    "hidden": ("declined_at = made_at, declined_by = :who, declined_why = 'Rude'", ("shown_by", "hidden_at")),
    "erased while it was shown": (
        "approved_at = made_at, approved_by = :who, declined_at = made_at",
        ("shown_at", "shown_by", "hidden_at"),
    ),
}


def test_who_showed_a_gift_and_who_hid_it_is_known_before_moderation_and_after_it(site: Flask) -> None:
    populated(site)
    nobody = (
        "approved_at = NULL, approved_by = NULL, declined_at = NULL, declined_by = NULL, declined_why = ''"
    )
    read = text("SELECT id, approved_at, approved_by, declined_at, declined_by FROM gifts ORDER BY id")
    for name, (decided, known_before) in DECIDED.items():
        with db.database.engine.begin() as connection:
            (who,) = connection.execute(text("SELECT min(id) FROM people")).one()
            connection.execute(text(f"UPDATE gifts SET {nobody}"))  # noqa: S608 - our own words
            connection.execute(text(f"UPDATE gifts SET {decided}"), {"who": who})  # noqa: S608 - our own words
            after = connection.execute(read).all()
        downgrade(revision="0046")
        with db.database.engine.connect() as connection:
            rows = (
                connection.execute(text("SELECT shown_at, shown_by, hidden_at FROM gifts")).mappings().all()
            )
        assert rows, name
        assert all(row[column] is not None for row in rows for column in known_before), name
        assert {row["shown_by"] for row in rows} == {who}, name
        upgrade(revision=str(scripts().get_current_head()))
        with db.database.engine.connect() as connection:
            assert connection.execute(read).all() == after, name


BOOKS = ("ledger", "payments", "order_lines", "receipts", "dues", "mirrored_transactions")


def triggers() -> set[str]:
    sqlite = db.database.engine.dialect.name == "sqlite"
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with db.database.engine.connect() as connection:
        return set(connection.scalars(text(asked)))


def test_the_books_are_closed_after_the_last_migration_also_when_it_came_down_before(site: Flask) -> None:
    last = str(scripts().get_current_head())
    third = "replace" if db.database.engine.dialect.name == "sqlite" else "truncate"
    every = {f"{table}_no_{act}" for table in BOOKS for act in ("update", "delete", third)}
    upgrade(revision=last)
    assert triggers() == every
    downgrade(revision="0020")
    assert triggers() == OF_THE_LEDGER[db.database.engine.dialect.name]
    upgrade(revision=last)
    assert triggers() == every


OF_THE_LEDGER = {"sqlite": {"ledger_no_update", "ledger_no_delete"}, "postgresql": {"ledger_no_change"}}
"""What closed the ledger alone, before."""


RENAMED: dict[str, str] = scripts().get_revision("0042").module.RENAMED
NAMING_RECORDS: tuple[tuple[str, str], ...] = scripts().get_revision("0042").module.NAMING_RECORDS


def renamed(name: object) -> str:
    """A name, or a default that counts, as 0042 wants it to be."""
    for old, new in RENAMED.items():
        found, many = re.subn(rf"\b((?:pk|uq|ck|fk|ix)_)?{old}(?=_|$)", rf"\g<1>{new}", str(name))
        if many:
            return found
    return str(name)


def shape(called: Callable[[object], str] = str) -> dict[str, list[str]]:
    """Columns, keys, constraints and indexes of each table, and triggers, by names as ``called``."""
    found = inspect(db.database.engine)
    made = {"triggers": sorted(map(called, triggers()))}
    for name in found.get_table_names():
        keys = found.get_pk_constraint(name)
        parts = [
            *((c["name"], c["type"], c["nullable"], called(c["default"])) for c in found.get_columns(name)),
            (called(keys["name"]), keys["constrained_columns"]),
            *((called(i["name"]), i["column_names"], i["unique"]) for i in found.get_indexes(name)),
            *((called(u["name"]), u["column_names"]) for u in found.get_unique_constraints(name)),
            *((called(c["name"]), c["sqltext"]) for c in found.get_check_constraints(name)),
            *(
                (called(f["name"]), f["constrained_columns"], called(f["referred_table"]), f["options"])
                for f in found.get_foreign_keys(name)
            ),
        ]
        made[called(name)] = sorted(map(repr, parts))
    return made


def rows() -> dict[str, list[str]]:
    """Every row of every table that the database has, whatever the models know."""
    found = MetaData()
    found.reflect(db.database.engine)
    with db.database.engine.connect() as connection:
        return {
            name: sorted(repr(dict(row)) for row in connection.execute(select(table)).mappings())
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def name_every_table() -> None:
    """Let the log name a record of each table that 0042 renames, and a mail and a broadcast one of some."""
    with db.database.engine.begin() as connection:
        for number, kind in enumerate(RENAMED, 900_000):
            values = {"kind": kind, "id": number, "at": factories.TODAY.replace(tzinfo=None)}
            connection.execute(
                text(
                    "INSERT INTO audit_entries"
                    " (id, at, actor_kind, actor_name, verb, record_kind, record_id, fields, why)"
                    " VALUES (:id, :at, 'guest', '', 'changed', :kind, :id, '[]', '')"
                ),
                values,
            )
        for table, column, kind in (
            ("mails", "about_kind", "first_hellos"), ("tellings", "record_kind", "pulse"),
        ):  # fmt: skip
            connection.execute(
                text(f"UPDATE {table} SET {column} = :kind WHERE id = (SELECT max(id) FROM {table})"),  # noqa: S608 - ours
                {"kind": kind},
            )


def named_tables() -> dict[str, set[str]]:
    with db.database.engine.connect() as connection:
        there = tables()
        return {
            table: set(connection.scalars(text(f"SELECT {column} FROM {table}")))  # noqa: S608 - our own names
            for table, column in ((t if t in there else "tellings", c) for t, c in NAMING_RECORDS)
        }


def test_a_table_that_is_renamed_keeps_its_constraints_indexes_and_triggers(site: Flask) -> None:
    upgrade(revision="0041")
    made, wanted = shape(), shape(renamed)
    upgrade(revision="0042")
    assert shape() == wanted
    assert not set(RENAMED) & tables()
    downgrade(revision="0041")
    assert shape() == made


def test_a_table_that_is_renamed_keeps_its_rows_and_whatever_names_its_records(site: Flask) -> None:
    populated(site)
    downgrade(revision="0041")
    name_every_table()
    before, named = rows(), named_tables()
    assert named["audit_entries"] >= set(RENAMED)
    upgrade(revision="0042")
    after, follow = rows(), {table for table, _column in NAMING_RECORDS}
    assert {renamed(name) for name in before} == set(after)
    for table, held in before.items():
        if renamed(table) not in follow:
            assert after[renamed(table)] == held, table
        assert len(after[renamed(table)]) == len(held)
    assert named_tables() == {
        renamed(table): {RENAMED.get(kind, kind) for kind in kinds} for table, kinds in named.items()
    }
    downgrade(revision="0041")
    assert rows() == before


def test_every_migration_goes_down_to_nothing_and_up_again(site: Flask) -> None:
    upgrade(revision="9999")
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    upgrade(revision=str(scripts().get_current_head()))
    assert tables() == {"alembic_version", *db.Model.metadata.tables}


@pytest.mark.sqlite
def test_with_foreign_keys_on_the_same_migration_would_break(site: Flask) -> None:
    populated(site)
    environment = Path(site.config["MIGRATIONS"]) / "env.py"
    environment.write_text(environment.read_text().replace("foreign_keys(connection, on=False)", "pass"))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        upgrade(revision="9999")


@pytest.mark.sqlite
def test_switching_foreign_keys_inside_a_transaction_is_refused_instead_of_ignored(
    site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    populated(site)
    environment = Path(site.config["MIGRATIONS"]) / "env.py"
    late = environment.read_text().replace(
        "foreign_keys(connection, on=False)",
        'connection.execute(text("SELECT 1")); foreign_keys(connection, on=False)',
    )
    environment.write_text(late)
    with pytest.raises(SystemExit):
        upgrade(revision="9999")
    assert "a transaction is open" in caplog.text


@pytest.mark.sqlite
def test_a_migration_that_leaves_rows_pointing_nowhere_is_taken_back(
    site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    before = populated(site)
    versions = Path(site.config["MIGRATIONS"]) / "versions"
    (versions / "9999_next.py").unlink()
    (versions / "9998_careless.py").write_text(CARELESS.format(last=scripts().get_current_head()))
    with pytest.raises(SystemExit):
        upgrade(revision="9998")
    assert "point nowhere" in caplog.text
    assert contents(db.database.engine) == before
