"""rounds of reminders and thanks, what guests say afterwards, and when an event was moved"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "event_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_rsvp_id", sa.Integer(), nullable=False),
        sa.Column("parties", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_rounds_event_id_events")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_rounds")),
        sa.UniqueConstraint("event_id", "kind", "due_at", name=op.f("uq_event_rounds_event_id_kind_due_at")),
    )
    op.create_table(
        "event_opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rsvp_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_opinions_event_id_events")),
        sa.ForeignKeyConstraint(["rsvp_id"], ["rsvps.id"], name=op.f("fk_event_opinions_rsvp_id_rsvps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_opinions")),
        sa.UniqueConstraint("rsvp_id", name=op.f("uq_event_opinions_rsvp_id")),
    )
    op.create_index(op.f("ix_event_opinions_event_id"), "event_opinions", ["event_id"], unique=False)
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("chapter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remind_first", sa.Integer(), nullable=False, server_default="7"))
        batch_op.add_column(sa.Column("remind_again", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("thanks", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("chapter", schema=None) as batch_op:
        for name in ("thanks", "remind_again", "remind_first"):
            batch_op.drop_column(name)
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("moved_at")
    op.drop_index(op.f("ix_event_opinions_event_id"), table_name="event_opinions")
    op.drop_table("event_opinions")
    op.drop_table("event_rounds")
