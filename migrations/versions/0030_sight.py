"""the counter of sight; a hello tells nobody who is new"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "sight",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sight")),
    )
    op.execute("UPDATE first_hellos SET kind = 'company' WHERE kind = 'new'")


def downgrade() -> None:
    op.drop_table("sight")
