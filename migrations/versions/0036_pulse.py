"""the worker's pulse, when nightly jobs last ran, what is announced to be erased, mails that are held back"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

WHEN = sa.DateTime(timezone=True)
MOMENTS = ("beat_at", "good_at", "doubted_at", "silent_since", "silent_until")


def upgrade() -> None:
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, WHEN, nullable=True) for name in MOMENTS),
        sa.Column("catching_up", sa.JSON(), nullable=False, server_default="[]"),
    )
    op.execute("INSERT INTO pulse (catching_up) VALUES ('[]')")
    op.create_table(
        "nights",
        sa.Column("job", sa.String(length=60), primary_key=True),
        sa.Column("ran_at", WHEN, nullable=False),
    )
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("night", WHEN, nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("announced_at", WHEN, nullable=False),
        sa.UniqueConstraint("what", "night", name="uq_announcements_what_night"),
    )
    op.add_column("mails", sa.Column("held_at", WHEN, nullable=True))


def downgrade() -> None:
    # What is held back would leave at once: without the column nothing tells it from what waits.
    op.execute(
        "UPDATE mails SET withdrawn_at = held_at WHERE held_at IS NOT NULL"
        " AND sent_at IS NULL AND failed_at IS NULL AND withdrawn_at IS NULL"
    )
    op.drop_column("mails", "held_at")
    for table in ("announcements", "nights", "pulse"):
        op.drop_table(table)
