"""tables are called what the field calls their records; what names a record by its table follows

A named constraint can't be renamed on SQLite: such a table is made anew from its own text, with its rows,
its indexes and its triggers. On PostgreSQL everything keeps its place and gets another name.
"""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

RENAMED = {
    "announcements": "erasure_announcements",
    "aparts": "do_not_pairs",
    "code_apps": "authenticator_apps",
    "door_moves": "checkin_events",
    "event_rounds": "mail_runs",
    "farewells": "deletion_requests",
    "first_hellos": "hellos",
    "grams": "search_trigrams",
    "hello_rooms": "assignment_runs",
    "hellos_met": "meetings",
    "leavings": "departures",
    "membership_people": "enrollments",
    "nights": "nightly_runs",
    "openings": "profile_views",
    "pulse": "heartbeat",
    "shift_moves": "shift_checkin_events",
    "shift_rounds": "shift_reminders",
    "sight": "visibility_version",
    "stripe_lines": "mirrored_transactions",
    "stripe_mirror": "stripe_sync",
    "tellings": "broadcasts",
    "told": "search_texts",
    "traits": "search_traits",
    "tries": "attempt_counts",
}

NAMING_RECORDS = (
    ("audit_entries", "record_kind"),
    ("mails", "about_kind"),
    ("broadcasts", "record_kind"),
)
"""Columns that hold the name of a table, by the names that tables have afterwards. ``old_addresses.kind`` is
another, but of records that have an address: none of those is here."""

PARTS = (
    (
        "SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass)",
        'ALTER TABLE "{table}" RENAME CONSTRAINT "{name}"',
    ),
    (
        "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid "
        "WHERE indrelid = CAST(:table AS regclass)",
        'ALTER INDEX "{name}" RENAME',
    ),
    (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = CAST(:table AS regclass)",
        'ALTER TRIGGER "{name}" ON "{table}" RENAME',
    ),
    (
        "SELECT relname FROM pg_class JOIN pg_depend ON objid = pg_class.oid "
        "WHERE relkind = 'S' AND refobjid = CAST(:table AS regclass)",
        'ALTER SEQUENCE "{name}" RENAME',
    ),
)
"""What of a table of PostgreSQL has a name of its own, and how it gets another."""

ANEW = "made_anew_by_0042"
Renamer = Callable[[str], str]


def upgrade() -> None:
    for old, new in RENAMED.items():
        _rename(old, new)
    _rename_values(RENAMED)


def downgrade() -> None:
    _rename_values({new: old for old, new in RENAMED.items()})
    for old, new in RENAMED.items():
        _rename(new, old)


def _rename(old: str, new: str) -> None:
    op.rename_table(old, new)
    names = re.compile(rf"\b((?:pk|uq|ck|fk|ix)_)?{old}(?=_|\b)")

    def renamer(text: str) -> str:
        return names.sub(lambda found: f"{found[1] or ''}{new}", text)

    if op.get_bind().dialect.name == "sqlite":
        _make_anew(new, renamer)
    else:
        _rename_parts(new, renamer)


def _make_anew(table: str, renamer: Renamer) -> None:
    """Make a table of SQLite once more from its own text. Foreign keys are off: nothing follows the drop."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"),
        {"table": table},
    ).all()
    (made,) = [row.sql for row in rows if row.type == "table"]
    head = f'CREATE TABLE "{table}"'
    if not made.startswith(head):
        raise RuntimeError(f"not the text of a table that was renamed: {made[:60]}")
    connection.exec_driver_sql(f'CREATE TABLE "{ANEW}"' + _renamed_constraints(made[len(head) :], renamer))
    connection.exec_driver_sql(f'INSERT INTO "{ANEW}" SELECT * FROM "{table}"')  # noqa: S608 - our own names
    op.drop_table(table)
    op.rename_table(ANEW, table)
    for row in rows:
        if row.type != "table":
            connection.exec_driver_sql(row.sql.replace(row.name, renamer(row.name), 1))


def _renamed_constraints(made: str, renamer: Renamer) -> str:
    return re.sub(r"\bCONSTRAINT \w+", lambda found: f"CONSTRAINT {renamer(found[0][11:])}", made)


def _rename_parts(table: str, renamer: Renamer) -> None:
    """Give the constraints, indexes, triggers and the sequence of a table of PostgreSQL their names."""
    for named, statement in PARTS:
        for name in op.get_bind().execute(sa.text(named), {"table": table}).scalars().all():
            if renamer(name) != name:
                op.execute(statement.format(table=table, name=name) + f' TO "{renamer(name)}"')


def _rename_values(names: dict[str, str]) -> None:
    for table, column in NAMING_RECORDS:
        named = sa.table(table, sa.column(column))
        held = named.c[column]
        op.execute(
            named.update()
            .where(held.in_(list(names)))
            .values({column: sa.case(names, value=held, else_=held)})
        )
