"""what was freed because of what became of somebody, and lines that wait to move for it"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

MOMENTS = (
    ("shifts", "freed_at"),
    ("events", "freed_at"),
    ("clearances", "warned_at"),
    ("tasks", "ended_at"),
    ("leavings", "let_go_at"),
)


def upgrade() -> None:
    for table, name in MOMENTS:
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("leavings", sa.Column("freed", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("leavings", "freed")
    for table, name in reversed(MOMENTS):
        op.drop_column(table, name)
