"""an event's number of changed bookings has a name of its own; a shift has one number, for calendars

The SEQUENCE that calendars saw of a shift was the sum of two numbers, and is one of them from now on: it never
goes down (RFC 5545, 3.8.7.4).
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.alter_column("events", "seating", new_column_name="bookings_version")
    op.execute("UPDATE shifts SET sequence = sequence + seating")
    op.drop_column("shifts", "seating")


def downgrade() -> None:
    op.add_column("shifts", sa.Column("seating", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("events", "bookings_version", new_column_name="seating")
