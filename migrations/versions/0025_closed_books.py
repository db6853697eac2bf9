"""the books are closed by column, against every connection: amounts, dates, numbers, what a receipt said

A table that is made anew loses its triggers on SQLite: whoever changes one of these tables in a later migration
drops them first and makes them again (tests/test_closed_books.py lists them).
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

SAYS = "the books are never changed: book the other way round"
CLOSED = {
    "ledger": (
        "id object_id kind part debit credit amount_cents currency order_id payment_id happened_at booked_at"
    ),
    "payments": (
        "id public_id order_id object_id method amount_cents currency surplus_why received_at booked_at"
    ),
    "order_lines": "id order_id place label amount_cents value_cents account",
    "receipts": "id public_id number payment_id snapshot issued_at replaces_id",
    "dues": "id public_id term_id amount_cents currency method paid_on nonce recorded_at reverses_id",
    "stripe_lines": "id line_id kind source amount_cents fee_cents currency happened_at mirrored_at",
}
"""Which columns never change. The others say to whom a row belongs (merged, erased), when a receipt was voided,
or a sum that follows from other rows."""

ONCE = {"receipts": ("voided_at", "voided_why")}
"""Columns that are set once, and then never change."""

UNIQUE = {
    "ledger": (("id",), ("object_id", "kind", "part")),
    "payments": (("id",), ("public_id",), ("object_id",)),
    "order_lines": (("id",), ("order_id", "place")),
    "receipts": (("id",), ("public_id",), ("number",)),
    "dues": (("id",), ("public_id",), ("nonce",), ("reverses_id",)),
    "stripe_lines": (("id",), ("line_id",)),
}
"""By what SQLite's REPLACE would throw a row out, without asking a trigger."""

JSON_COLUMNS = {"snapshot"}


def _changed(table: str, cast: str) -> str:
    """When a row of ``table`` would be another: ``cast`` turns JSON into text."""

    def differs(name: str) -> str:
        as_text = cast if name in JSON_COLUMNS else ""
        return f"OLD.{name}{as_text} IS DISTINCT FROM NEW.{name}{as_text}"

    always = [differs(name) for name in CLOSED[table].split()]
    first = ONCE.get(table, ())[:1]
    once = [f"(OLD.{first[0]} IS NOT NULL AND {differs(name)})" for name in ONCE.get(table, ())]
    return " OR ".join([*always, *once])


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    changed = _changed(table, "").replace("IS DISTINCT FROM", "IS NOT")
    there = " OR ".join(
        "(" + " AND ".join(f"{name} = NEW.{name}" for name in names) + ")" for names in UNIQUE[table]
    )
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    refuse = "EXECUTE FUNCTION books_are_closed()"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({_changed(table, '::text')}) {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _names_of_receipts(*, into_columns: bool) -> None:
    """Who paid stands in columns of its own, which erasing blanks; what a receipt said stays closed."""
    table = sa.table(
        "receipts", sa.column("id"), sa.column("snapshot", sa.JSON), sa.column("payer"), sa.column("email")
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(table.c.id, table.c.snapshot, table.c.payer, table.c.email)).all():
        said = row.snapshot if isinstance(row.snapshot, dict) else json.loads(row.snapshot)
        if into_columns:
            values = {"payer": said.pop("payer", ""), "email": said.pop("email", ""), "snapshot": said}
        else:
            values = {"snapshot": {"payer": row.payer, "email": row.email, **said}}
        connection.execute(table.update().where(table.c.id == row.id).values(**values))


def upgrade() -> None:
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payer", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=False, server_default=""))
    _names_of_receipts(into_columns=True)
    if _is_sqlite():
        op.execute("DROP TRIGGER ledger_no_update")
        op.execute("DROP TRIGGER ledger_no_delete")
    else:
        op.execute("DROP TRIGGER ledger_no_change ON ledger")
        op.execute("DROP FUNCTION ledger_is_kept()")
        op.execute(
            "CREATE FUNCTION books_are_closed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in CLOSED:
        for statement in _sqlite(table) if _is_sqlite() else _postgresql(table):
            op.execute(statement)


OLD = "the ledger is never changed: book the other way round"


def downgrade() -> None:
    kinds = ("update", "delete", "replace") if _is_sqlite() else ("update", "delete", "truncate")
    for table in CLOSED:
        for kind in kinds:
            op.execute(f"DROP TRIGGER {table}_no_{kind}" + ("" if _is_sqlite() else f" ON {table}"))
    _names_of_receipts(into_columns=False)
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_column("email")
        batch_op.drop_column("payer")
    if _is_sqlite():
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER ledger_no_{act} BEFORE {act} ON ledger "
                f"BEGIN SELECT RAISE(ABORT, '{OLD}'); END"
            )
        return
    op.execute("DROP FUNCTION books_are_closed()")
    op.execute(
        "CREATE FUNCTION ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{OLD}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger "
        "FOR EACH ROW EXECUTE FUNCTION ledger_is_kept()"
    )
