"""who is named for a household or company, and what each answered"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

TABLE = "bundle_invitations"
INDEXED = ("application_id", "membership_id", "payer_id", "person_id", "email_key")
MOMENTS = ("mailed_at", "held_until", "accepted_at", "declined_at", "withdrawn_at", "erased_at")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("payer_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("mails", sa.Integer(), nullable=False),
        *(sa.Column(moment, sa.DateTime(timezone=True), nullable=True) for moment in MOMENTS),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("proof", sa.String(length=8), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=f"fk_{TABLE}_application_id"
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=f"fk_{TABLE}_membership_id"
        ),
        *(
            sa.ForeignKeyConstraint([column], ["people.id"], name=f"fk_{TABLE}_{column}")
            for column in ("payer_id", "person_id", "added_by", "withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("public_id", name=f"uq_{TABLE}_public_id"),
        sa.UniqueConstraint("nonce", name=f"uq_{TABLE}_nonce"),
    )
    for column in INDEXED:
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
