"""a term keeps what its level cost, so that what is still due can be told; a phone keeps its extension"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("terms", sa.Column("price_cents", sa.Integer(), nullable=True))
    with op.batch_alter_table("profiles") as profiles:
        profiles.alter_column(
            "phone", existing_type=sa.String(20), type_=sa.String(40), existing_nullable=False
        )


def downgrade() -> None:
    op.execute("UPDATE profiles SET phone = substr(phone, 1, 16) WHERE length(phone) > 20")
    with op.batch_alter_table("profiles") as profiles:
        profiles.alter_column(
            "phone", existing_type=sa.String(40), type_=sa.String(20), existing_nullable=False
        )
    op.drop_column("terms", "price_cents")
