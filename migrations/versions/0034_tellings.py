"""what is told to many is held for ten minutes, and can be undone"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=120), nullable=True),
        sa.Column("nonce", sa.String(length=120), nullable=True),
        sa.Column("within_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_tellings_opened_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_tellings_undone_by")),
        sa.ForeignKeyConstraint(["within_id"], ["tellings.id"], name=op.f("fk_tellings_within_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
        sa.UniqueConstraint("nonce", name=op.f("uq_tellings_nonce")),
        sa.UniqueConstraint("open_key", name=op.f("uq_tellings_open_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tellings_public_id")),
    )
    with op.batch_alter_table("tellings") as tellings:
        tellings.create_index("ix_tellings_record", ["record_kind", "record_id"], unique=False)
        tellings.create_index(op.f("ix_tellings_leaves_at"), ["leaves_at"], unique=False)
        tellings.create_index(op.f("ix_tellings_sent_at"), ["sent_at"], unique=False)
        tellings.create_index(op.f("ix_tellings_within_id"), ["within_id"], unique=False)


def downgrade() -> None:
    op.drop_table("tellings")
