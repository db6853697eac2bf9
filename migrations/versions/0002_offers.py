"""offers, saved seats, the rest of a party, and how often one may be passed"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COUNTS = ("rest", "passed", "saved_seats", "offered_seats")


def upgrade() -> None:
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("when_free", sa.String(length=12), nullable=False, server_default="at_once")
        )
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        for name in COUNTS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("offered_why", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("queued_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_rsvps_offered_until"), ["offered_until"], unique=False)
    with op.batch_alter_table("chapter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("patience", sa.Integer(), nullable=False, server_default="3"))


def downgrade() -> None:
    with op.batch_alter_table("chapter", schema=None) as batch_op:
        batch_op.drop_column("patience")
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rsvps_offered_until"))
        for name in ("queued_before", "moved_at", "offered_why", "offered_until", *reversed(COUNTS)):
            batch_op.drop_column(name)
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("when_free")
