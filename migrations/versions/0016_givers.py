"""soft credits, year-end statements, what gifts did; what of a payment is gone for good"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "drive_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("signed", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("last_gift_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_drive_news_drive_id")),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_drive_news_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_news")),
        sa.UniqueConstraint("drive_id", name=op.f("uq_drive_news_drive_id")),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_statements_asked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_statements_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("person_id", "year", name=op.f("uq_statements_person_id_year")),
    )
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.create_index("ix_statements_sent_at", ["sent_at"], unique=False)

    op.create_table(
        "soft_credits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["gift_id"], ["gifts.id"], name=op.f("fk_soft_credits_gift_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_soft_credits_made_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_soft_credits_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_soft_credits")),
        sa.UniqueConstraint("gift_id", "person_id", name=op.f("uq_soft_credits_gift_id_person_id")),
    )
    with op.batch_alter_table("soft_credits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_soft_credits_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lost_cents", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("drives", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wall_version", sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE payments SET lost_cents = returned_cents")


def downgrade() -> None:
    with op.batch_alter_table("drives", schema=None) as batch_op:
        batch_op.drop_column("wall_version")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_column("lost_cents")

    with op.batch_alter_table("soft_credits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_soft_credits_person_id"))

    op.drop_table("soft_credits")
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.drop_index("ix_statements_sent_at")

    op.drop_table("statements")
    op.drop_table("drive_news")
