"""drives and gifts; receipts and the book they are numbered in"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "receipt_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_book")),
    )
    op.execute(
        "INSERT INTO receipt_book (id, last_number, status, country, words) VALUES (1, 0, '', 'us', '')"
    )
    op.create_table(
        "drives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("goal_cents", sa.Integer(), nullable=False),
        sa.Column("least_cents", sa.Integer(), nullable=False),
        sa.Column("most_cents", sa.Integer(), nullable=False),
        sa.Column("fee_rate", sa.Integer(), nullable=False),
        sa.Column("fee_fixed_cents", sa.Integer(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stops_at_goal", sa.Boolean(), nullable=False),
        sa.Column("wall_held", sa.Boolean(), nullable=False),
        sa.Column("thanks_name", sa.String(length=120), nullable=False),
        sa.Column("thanks_words", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_drives_ends_at")),
        sa.CheckConstraint("fee_rate >= 0 AND fee_rate <= 2000", name=op.f("ck_drives_fee_rate")),
        sa.CheckConstraint("goal_cents > 0", name=op.f("ck_drives_goal_cents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drives")),
        sa.UniqueConstraint("public_id", name=op.f("uq_drives_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_drives_slug")),
    )
    op.create_table(
        "funds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_funds_drive_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funds")),
    )
    with op.batch_alter_table("funds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funds_drive_id"), ["drive_id"], unique=False)

    op.create_table(
        "suggested_amounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("does", sa.String(length=200), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_suggested_amounts_amount_cents")),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_suggested_amounts_drive_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_amounts")),
    )
    with op.batch_alter_table("suggested_amounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggested_amounts_drive_id"), ["drive_id"], unique=False)

    op.create_table(
        "gifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("drive_id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("net_cents", sa.Integer(), nullable=False),
        sa.Column("cover_cents", sa.Integer(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_by", sa.Integer(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tribute", sa.String(length=6), nullable=False),
        sa.Column("tribute_name", sa.String(length=200), nullable=False),
        sa.Column("card_name", sa.String(length=200), nullable=False),
        sa.Column("card_email", sa.String(length=254), nullable=False),
        sa.Column("card_on", sa.Date(), nullable=True),
        sa.Column("card_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thing", sa.String(length=300), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_by", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cover_cents >= 0", name=op.f("ck_gifts_cover_cents")),
        sa.CheckConstraint("net_cents >= 0", name=op.f("ck_gifts_net_cents")),
        sa.ForeignKeyConstraint(["drive_id"], ["drives.id"], name=op.f("fk_gifts_drive_id")),
        sa.ForeignKeyConstraint(["fund_id"], ["funds.id"], name=op.f("fk_gifts_fund_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gifts_person_id")),
        sa.ForeignKeyConstraint(["shown_by"], ["people.id"], name=op.f("fk_gifts_shown_by")),
        sa.ForeignKeyConstraint(["thanked_by"], ["people.id"], name=op.f("fk_gifts_thanked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gifts")),
        sa.UniqueConstraint("nonce", name=op.f("uq_gifts_nonce")),
        sa.UniqueConstraint("public_id", name=op.f("uq_gifts_public_id")),
    )
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.create_index("ix_gifts_card_on", ["card_sent_at", "card_on"], unique=False)
        batch_op.create_index("ix_gifts_drive_id_paid_at", ["drive_id", "paid_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_gifts_email_key"), ["email_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_gifts_person_id"), ["person_id"], unique=False)

    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_why", sa.String(length=80), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_receipts_payment_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["receipts.id"], name=op.f("fk_receipts_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("number", name=op.f("uq_receipts_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_receipts_public_id")),
    )
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipts_payment_id"), ["payment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipts_payment_id"))

    op.drop_table("receipts")
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gifts_person_id"))
        batch_op.drop_index(batch_op.f("ix_gifts_email_key"))
        batch_op.drop_index("ix_gifts_drive_id_paid_at")
        batch_op.drop_index("ix_gifts_card_on")

    op.drop_table("gifts")
    with op.batch_alter_table("suggested_amounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggested_amounts_drive_id"))

    op.drop_table("suggested_amounts")
    with op.batch_alter_table("funds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funds_drive_id"))

    op.drop_table("funds")
    op.drop_table("drives")
    op.drop_table("receipt_book")
