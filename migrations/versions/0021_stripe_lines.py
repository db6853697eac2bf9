"""Stripe's lines are mirrored, an order may have several payments, refunds are asked for by rows"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

SAYS = "the ledger is never changed: book the other way round"
SQLITE = [
    f"CREATE TRIGGER ledger_no_{act} BEFORE {act} ON ledger BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for act in ("update", "delete")
]
POSTGRESQL = [
    "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger "
    "FOR EACH ROW EXECUTE FUNCTION ledger_is_kept()",
]


def _open_ledger() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ledger_no_update")
        op.execute("DROP TRIGGER ledger_no_delete")
    else:
        op.execute("DROP TRIGGER ledger_no_change ON ledger")


def _close_ledger() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "stripe_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("fee_cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mirrored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_stripe_lines_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_lines")),
        sa.UniqueConstraint("line_id", name=op.f("uq_stripe_lines_line_id")),
    )
    op.create_index("ix_stripe_lines_source", "stripe_lines", ["source"])
    op.create_index("ix_stripe_lines_payment_id", "stripe_lines", ["payment_id"])
    op.create_index("ix_stripe_lines_happened_at", "stripe_lines", ["happened_at"])
    op.create_table(
        "stripe_mirror",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reading_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_mirror")),
    )
    op.execute("INSERT INTO stripe_mirror (id, after) VALUES (1, '')")
    op.create_table(
        "refund_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("refund_id", sa.String(length=120), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refund_requests_amount_cents")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_refund_requests_asked_by")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_refund_requests_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_requests")),
        sa.UniqueConstraint("payment_id", "number", name=op.f("uq_refund_requests_payment_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_refund_requests_public_id")),
    )
    op.create_index("ix_refund_requests_ended_at", "refund_requests", ["ended_at"])

    with op.batch_alter_table("stripe_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(length=12), nullable=False, server_default=""))
    op.execute("UPDATE stripe_events SET outcome = 'done' WHERE worked_at IS NOT NULL")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form", sa.String(length=64), nullable=False, server_default=""))
        batch_op.create_index("ix_orders_form", ["form"], unique=False)

    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_constraint("uq_payments_order_id", type_="unique")
        batch_op.add_column(sa.Column("currency", sa.String(length=3), nullable=False, server_default="usd"))
        batch_op.add_column(sa.Column("surplus_why", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("unknown_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column("fee_known")
        batch_op.create_index("ix_payments_order_id", ["order_id"], unique=False)
        batch_op.create_index("ix_payments_looked_at", ["method", "looked_at"], unique=False)
        batch_op.create_index("ix_payments_waits_since", ["waits_since"], unique=False)
    op.execute(
        "UPDATE payments SET currency = (SELECT currency FROM orders WHERE orders.id = payments.order_id)"
    )
    # From now on: what Stripe has not told a day after this upgrade is named to the treasurer.
    op.execute("UPDATE payments SET waits_since = CURRENT_TIMESTAMP WHERE method = 'card'")

    _open_ledger()
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payment_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_ledger_payment_id", "payments", ["payment_id"], ["id"])
        batch_op.create_index("ix_ledger_payment_id", ["payment_id"], unique=False)
    op.execute(
        "UPDATE ledger SET payment_id = (SELECT id FROM payments WHERE payments.order_id = ledger.order_id)"
    )
    _close_ledger()


def downgrade() -> None:
    surplus = op.get_bind().scalar(sa.text("SELECT count(*) FROM payments WHERE surplus_why <> ''"))
    if surplus:
        raise RuntimeError("There is money to be given back, which the older version has no place for.")
    _open_ledger()
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_payment_id")
        batch_op.drop_constraint("fk_ledger_payment_id", type_="foreignkey")
        batch_op.drop_column("payment_id")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index("ix_payments_waits_since")
        batch_op.drop_index("ix_payments_looked_at")
        batch_op.drop_index("ix_payments_order_id")
        batch_op.add_column(sa.Column("fee_known", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_column("unknown_at")
        batch_op.drop_column("waits_since")
        batch_op.drop_column("looked_at")
        batch_op.drop_column("surplus_why")
        batch_op.drop_column("currency")
        batch_op.create_unique_constraint("uq_payments_order_id", ["order_id"])
    op.execute(
        sa.text(
            "UPDATE payments SET fee_known = :known WHERE EXISTS "
            "(SELECT 1 FROM ledger WHERE ledger.order_id = payments.order_id AND ledger.kind = 'fee')"
        ).bindparams(known=True)
    )
    _close_ledger()
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index("ix_orders_form")
        batch_op.drop_column("form")
    with op.batch_alter_table("stripe_events", schema=None) as batch_op:
        batch_op.drop_column("outcome")
    op.drop_table("refund_requests")
    op.drop_table("stripe_mirror")
    op.drop_table("stripe_lines")
