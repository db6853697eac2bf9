"""how each record about a person was proved; what stands already was proved by its mailbox"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

RECORDS = ("rsvps", "signups", "gifts", "applications")


def upgrade() -> None:
    for table in RECORDS:
        op.add_column(
            table, sa.Column("proof", sa.String(length=8), nullable=False, server_default="mailbox")
        )
        if table != "applications":
            op.add_column(table, sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE applications SET proof = 'typed' WHERE proved_at IS NULL AND person_id IS NULL")
    op.add_column("rsvps", sa.Column("news_asked", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("signups", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("signups", "held_until")
    op.drop_column("rsvps", "news_asked")
    for table in RECORDS:
        if table != "applications":
            op.drop_column(table, "proved_at")
        op.drop_column(table, "proof")
