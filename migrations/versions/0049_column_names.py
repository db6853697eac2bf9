"""columns are called what they hold; constraints, indexes, triggers and the log's names of fields follow

A named constraint can't be renamed on SQLite: such a table is made anew from its own text, with its rows,
its indexes and its triggers. Both databases let triggers, indexes and keys follow a column by themselves.
"""

import re
from collections.abc import Callable, Mapping

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

RENAMED = {
    "accounts": {"moves": "email_version"},
    "assignment_runs": {"mark": "fingerprint"},
    "attempts": {"asked_at": "refreshed_at"},
    "authenticator_apps": {"sealed": "encrypted_secret"},
    "broadcasts": {"leaves_at": "sends_at"},
    "checkin_events": {"against": "overridden", "places": "party_numbers", "taken_at": "received_at"},
    "companions": {"told_at": "notified_at"},
    "departures": {"freed": "released_summary", "let_go_at": "released_at"},
    "erasure_announcements": {"many": "count"},
    "events": {"freed_at": "waitlist_due_at"},
    "gifts": {"card_told_at": "card_reported_at"},
    "heartbeat": {"beat_at": "last_beat_at", "good_at": "trusted_at"},
    "hours": {"on": "day"},
    "levels": {"place": "position"},
    "mails": {
        "enclosures": "attachments", "once_key": "dedup_key", "paced_at": "throttled_at",
        "places": "placeholders",
    },
    "mirrored_transactions": {"line_id": "transaction_id"},
    "order_lines": {"place": "position"},
    "orders": {"unpaid_since": "processing_since"},
    "payments": {
        "looked_at": "refreshed_at", "lost_cents": "final_returned_cents", "unknown_at": "missing_since",
    },
    "recovery_codes": {"mark": "code_hash"},
    "refund_requests": {"trouble": "error"},
    "rsvps": {"cancelled_by": "cancellation_cause", "passed": "times_passed", "rest": "waiting_size"},
    "search_trigrams": {"place": "field"},
    "shift_checkin_events": {"against": "overridden", "taken_at": "received_at"},
    "shifts": {"freed_at": "waitlist_due_at"},
    "signups": {
        "cancelled_by": "cancellation_cause", "instead_of": "substitute_for_id",
        "last_press": "last_scan_nonce", "passed": "times_passed", "why": "offered_why",
    },
    "stripe_events": {"heard_at": "received_at", "trouble": "error", "worked_at": "processed_at"},
    "suggested_amounts": {"does": "impact"},
    "terms": {"cut_on": "shortened_on"},
}  # fmt: skip

CONSTRAINTS = {
    "mails": ("uq_mails_once_key", "uq_mails_dedup_key"),
    "mirrored_transactions": (
        "uq_mirrored_transactions_line_id", "uq_mirrored_transactions_transaction_id",
    ),
    "order_lines": ("uq_order_lines_order_id_place", "uq_order_lines_order_id_position"),
    "recovery_codes": ("uq_recovery_codes_mark", "uq_recovery_codes_code_hash"),
    "signups": ("fk_signups_instead_of", "fk_signups_substitute_for_id"),
}  # fmt: skip

INDEXES = {
    "ix_broadcasts_leaves_at": "ix_broadcasts_sends_at",
    "ix_hours_on": "ix_hours_day",
    "ix_payments_looked_at": "ix_payments_refreshed_at",
    "ix_stripe_events_heard_at": "ix_stripe_events_received_at",
}

LOGGED = {
    "heartbeat": {"good_at": "trusted_at"},
    "hours": {"on": "day"},
    "rsvps": {"rest": "waiting_size"},
    "stripe_events": {"trouble": "error"},
}
"""Columns that the log of changes names, with what they held before and after."""

ENTRIES = sa.table(
    "audit_entries", sa.column("id"), sa.column("record_kind"), sa.column("fields", sa.JSON())
)
VALUES = sa.table(
    "audit_values",
    sa.column("entry_id"),
    *(sa.column(name, sa.JSON()) for name in ("before", "after")),
)

ANEW = "made_anew_by_0049"
AT_ONCE = 1_000
"""How many rows of the log are held in memory."""


def upgrade() -> None:
    for table, names in RENAMED.items():
        _rename_columns(table, names)
    for table, (old, new) in CONSTRAINTS.items():
        _rename_constraint(table, old, new)
    for old, new in INDEXES.items():
        _rename_index(old, new)
    for table, names in LOGGED.items():
        _rename_logged(table, names)


def downgrade() -> None:
    for table, names in LOGGED.items():
        _rename_logged(table, _back(names))
    for old, new in INDEXES.items():
        _rename_index(new, old)
    for table, (old, new) in CONSTRAINTS.items():
        _rename_constraint(table, new, old)
    for table, names in RENAMED.items():
        _rename_columns(table, _back(names))


def _back(names: Mapping[str, str]) -> dict[str, str]:
    return {new: old for old, new in names.items()}


def _rename_columns(table: str, names: Mapping[str, str]) -> None:
    for old, new in names.items():
        op.alter_column(table, old, new_column_name=new)


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _rename_constraint(table: str, old: str, new: str) -> None:
    if _is_sqlite():
        _make_anew(table, lambda made: re.sub(rf"\bCONSTRAINT {old}\b", f"CONSTRAINT {new}", made))
    else:
        op.execute(f'ALTER TABLE "{table}" RENAME CONSTRAINT "{old}" TO "{new}"')


def _make_anew(table: str, changed: Callable[[str], str]) -> None:
    """Make a table of SQLite once more from its own text. Foreign keys are off: nothing follows the drop."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"),
        {"table": table},
    ).all()
    (made,) = [row.sql for row in rows if row.type == "table"]
    head = re.match(rf'CREATE TABLE "?{table}"?(?=\W)', made)
    if head is None or changed(made) == made:
        raise RuntimeError(f"not the text of {table}: {made[:60]}")
    connection.exec_driver_sql(f'CREATE TABLE "{ANEW}"' + changed(made)[head.end() :])
    connection.exec_driver_sql(f'INSERT INTO "{ANEW}" SELECT * FROM "{table}"')  # noqa: S608 - our own names
    op.drop_table(table)
    op.rename_table(ANEW, table)
    for row in rows:
        if row.type != "table":
            connection.exec_driver_sql(row.sql)


def _rename_index(old: str, new: str) -> None:
    if not _is_sqlite():
        op.execute(f'ALTER INDEX "{old}" RENAME TO "{new}"')
        return
    connection = op.get_bind()
    asked = sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = :name")
    made = connection.execute(asked, {"name": old}).scalar_one()
    op.drop_index(old)
    connection.exec_driver_sql(made.replace(old, new, 1))


def _rename_logged(kind: str, names: Mapping[str, str]) -> None:
    """Let the log name the fields of the records of one kind as their columns are called."""
    connection, last = op.get_bind(), 0
    found = (
        sa.select(ENTRIES.c.id, ENTRIES.c.fields, VALUES.c.before, VALUES.c.after)
        .outerjoin(VALUES, VALUES.c.entry_id == ENTRIES.c.id)
        .where(ENTRIES.c.record_kind == kind)
        .order_by(ENTRIES.c.id)
        .limit(AT_ONCE)
    )
    while rows := connection.execute(found.where(ENTRIES.c.id > last)).all():
        last = rows[-1].id
        for row in rows:
            if names.keys() & set(row.fields):
                fields = [names.get(name, name) for name in row.fields]
                connection.execute(ENTRIES.update().where(ENTRIES.c.id == row.id).values(fields=fields))
            held = {"before": row.before or {}, "after": row.after or {}}
            if any(names.keys() & values.keys() for values in held.values()):
                renamed = {
                    when: {names.get(name, name): value for name, value in values.items()}
                    for when, values in held.items()
                }
                connection.execute(VALUES.update().where(VALUES.c.entry_id == row.id).values(renamed))
