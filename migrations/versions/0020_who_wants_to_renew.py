"""who wants to renew is found without reading every membership"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

ASKED = sa.text("renewal_wanted_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_memberships_asked", "memberships", ["ended_at"], sqlite_where=ASKED, postgresql_where=ASKED
    )


def downgrade() -> None:
    op.drop_index("ix_memberships_asked", "memberships")
