"""who came to and left a shift, as an event's door heard it"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.create_table(
        "shift_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("undoes", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("against", sa.String(length=12), nullable=False),
        sa.Column("void_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["people.id"], name=op.f("fk_shift_moves_by_person_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_shift_moves_event_id")),
        sa.ForeignKeyConstraint(["link_id"], ["door_links.id"], name=op.f("fk_shift_moves_link_id")),
        sa.ForeignKeyConstraint(["signup_id"], ["signups.id"], name=op.f("fk_shift_moves_signup_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_moves")),
        sa.UniqueConstraint("nonce", name=op.f("uq_shift_moves_nonce")),
    )
    op.create_index(op.f("ix_shift_moves_event_id"), "shift_moves", ["event_id"])
    op.create_index(op.f("ix_shift_moves_signup_id"), "shift_moves", ["signup_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_shift_moves_signup_id"), table_name="shift_moves")
    op.drop_index(op.f("ix_shift_moves_event_id"), table_name="shift_moves")
    op.drop_table("shift_moves")
