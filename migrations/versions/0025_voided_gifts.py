"""gifts entered by hand can be voided and corrected; who sent a card, and that its giver knows

Cards that left before are told to nobody now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

COLUMNS = (
    "card_sent_by", "card_told_at", "voided_at", "voided_by", "voided_why", "corrects_id",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("card_sent_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("card_told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("voided_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("voided_why", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_gifts_card_sent_by"), "people", ["card_sent_by"], ["id"])
        batch_op.create_foreign_key(op.f("fk_gifts_voided_by"), "people", ["voided_by"], ["id"])
        batch_op.create_foreign_key(op.f("fk_gifts_corrects_id"), "gifts", ["corrects_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_gifts_corrects_id"), ["corrects_id"])
    op.execute("UPDATE gifts SET card_told_at = card_sent_at")


def downgrade() -> None:
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_gifts_corrects_id"), type_="unique")
        for name in ("fk_gifts_corrects_id", "fk_gifts_voided_by", "fk_gifts_card_sent_by"):
            batch_op.drop_constraint(op.f(name), type_="foreignkey")
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
