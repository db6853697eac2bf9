"""old addresses of whatever has one, not of events alone"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


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


def downgrade() -> None:
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
