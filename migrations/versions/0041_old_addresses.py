"""old addresses of whatever has one, not of events alone; another email to sign in with"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "old_addresses",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_old_addresses")),
    )
    op.execute(
        "INSERT INTO old_addresses (kind, slug, record_id) SELECT 'events', slug, event_id FROM event_old_slugs"
    )
    op.drop_index("ix_event_old_slugs_event_id", table_name="event_old_slugs")
    op.drop_table("event_old_slugs")
    op.add_column("accounts", sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "email_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email_before", sa.String(length=254), nullable=False),
        sa.Column("email_after", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_email_changes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_email_changes_public_id")),
    )
    op.create_index("ix_email_changes_account_id", "email_changes", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_email_changes_account_id", table_name="email_changes")
    op.drop_table("email_changes")
    op.drop_column("accounts", "moves")
    op.create_table(
        "event_old_slugs",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_old_slugs_event_id")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_event_old_slugs")),
    )
    op.create_index("ix_event_old_slugs_event_id", "event_old_slugs", ["event_id"])
    op.execute(
        "INSERT INTO event_old_slugs (slug, event_id) SELECT slug, record_id FROM old_addresses "
        "WHERE kind = 'events'"
    )
    op.drop_table("old_addresses")
