"""how many of a party came in, and when"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("rsvps") as rsvps:
        rsvps.add_column(sa.Column("came", sa.Integer(), nullable=False, server_default="0"))
        rsvps.add_column(sa.Column("came_at", sa.DateTime(timezone=True), nullable=True))
        rsvps.add_column(sa.Column("excused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rsvps") as rsvps:
        rsvps.drop_column("excused_at")
        rsvps.drop_column("came_at")
        rsvps.drop_column("came")
