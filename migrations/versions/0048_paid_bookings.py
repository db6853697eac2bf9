"""seats of a booking may be held until an order is paid, which the booking names"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column(
        "rsvps", sa.Column("order_public_id", sa.String(length=16), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("rsvps", "order_public_id")
