"""a shift is closed by its lead, from then on its hours stand; a code that is sent again is known"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    with op.batch_alter_table("shifts") as shifts:
        shifts.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        shifts.add_column(sa.Column("closed_by", sa.Integer(), nullable=True))
        shifts.create_foreign_key(op.f("fk_shifts_closed_by"), "people", ["closed_by"], ["id"])
    with op.batch_alter_table("signups") as signups:
        signups.add_column(sa.Column("last_press", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("signups") as signups:
        signups.drop_column("last_press")
    with op.batch_alter_table("shifts") as shifts:
        shifts.drop_constraint(op.f("fk_shifts_closed_by"), type_="foreignkey")
        shifts.drop_column("closed_by")
        shifts.drop_column("closed_at")
