"""that somebody has died stands in her own record, whether she was a member or not"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("people", sa.Column("deceased_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE people SET deceased_at = (SELECT min(leavings.noted_at) FROM leavings "
        "WHERE leavings.person_id = people.id AND leavings.kind = 'deceased' AND leavings.until_on IS NULL)"
    )


def downgrade() -> None:
    op.drop_column("people", "deceased_at")
